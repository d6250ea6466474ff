import type { Reading } from "@caibian/ledger";
import type { Article } from "@caibian/schema";

import { describeDifferences, differingFields, type RevisionField } from "./compare-revisions.ts";
import type { Rereading } from "./read-again.ts";
import type { ReparseFailure, ReparseFindings, ReparseSample } from "./reparse-report.ts";

/** Most differences and failures that are listed; all are counted. */
const MOST_LISTED = 20;

/** Counts what reading again found, and keeps the first examples. */
export class FindingsTally {
  readonly #fields: Partial<Record<RevisionField, number>> = {};
  readonly #samples: ReparseSample[] = [];
  readonly #failures: ReparseFailure[] = [];
  readonly #counts = { read: 0, changed: 0, cleared: 0, doubtful: 0, erased: 0, unreadable: 0 };

  get read(): number {
    return this.#counts.read;
  }

  /** What is to be written for a reading; null when the article stays as it is. */
  take(reading: Rereading): Reading | null {
    this.#counts.read++;
    if (reading.kind === "erased") {
      this.#counts.erased++;
      return null;
    }
    if (reading.kind !== "article") return this.#fail(reading);
    const { before, article } = reading;
    if (article.contentHash === before.contentHash && article.status === before.status) return null;
    // A doubtful reading never takes the place of a good one that was delivered.
    if (before.status === "usable" && article.status !== "usable") {
      this.#counts.doubtful++;
      return null;
    }
    this.#change(before, article);
    return { article, before: { revision: before.revision, contentHash: before.contentHash } };
  }

  findings(articles: number, seconds: number): ReparseFindings {
    const [fields, samples, failures] = [this.#fields, this.#samples, this.#failures];
    return { articles, ...this.#counts, fields, samples, failures, seconds };
  }

  #change(before: Article, article: Article): void {
    this.#counts.changed++;
    if (before.status !== "usable" && article.status === "usable") this.#counts.cleared++;
    for (const field of differingFields(before, article)) this.#fields[field] = (this.#fields[field] ?? 0) + 1;
    const { id, url } = before;
    if (this.#samples.length < MOST_LISTED)
      this.#samples.push({ id, url, differences: describeDifferences(before, article) });
  }

  #fail({ kind, before: { id, url }, code, message }: Extract<Rereading, { readonly code: string }>): null {
    this.#counts[kind === "unreadable" ? "unreadable" : "doubtful"]++;
    if (this.#failures.length < MOST_LISTED) this.#failures.push({ id, url, code, message });
    return null;
  }
}
