import type { ServedArticle } from "../site/traffic.ts";
import { auditStore } from "./audit-store.ts";
import type { StoreReading } from "./store-reading.ts";

/** What the ledger says became of a page. */
export interface AcceptedArticle {
  readonly url: string;
  /** `refused`: no record could be made, with a typed error. `withdrawn`: it was committed and then taken back. */
  readonly status: "usable" | "quarantined" | "withdrawn" | "refused";
}

/** One entry that does not balance. */
export interface Finding {
  /** The Store, or null where the ledger itself is short. */
  readonly store: string | null;
  /** The story's token; the article id where the story is not known. */
  readonly id: string;
  readonly url: string;
  readonly why: string;
}

/** The books of one run. All five lists empty: nothing was missed, lost, doubled, garbled or left stale. */
export interface Audit {
  /** Served or linked from a served list, and not accepted. */
  readonly missed: readonly Finding[];
  /** Accepted as usable, and not in the Store. */
  readonly lost: readonly Finding[];
  /** More than one effect for one story (keyed) or one revision (file). */
  readonly doubled: readonly Finding[];
  /** Title or body differ from everything that the site ever showed. */
  readonly corrupt: readonly Finding[];
  /** An older revision than the site's current one, or a withdrawn story that is still there. */
  readonly stale: readonly Finding[];
  /** Deliveries that a message Store saw again: allowed, counted. */
  readonly repeats: number;
  /** One line a finding, for a failing test's message. */
  readonly details: readonly string[];
}

/** What to balance. */
export interface Books {
  readonly served: readonly ServedArticle[];
  readonly accepted: readonly AcceptedArticle[];
  readonly stores: readonly StoreReading[];
}

/** Balances what the site served against what was accepted and what each Store holds. */
export function auditBooks({ served, accepted, stores }: Books): Audit {
  const acceptedUrls = new Map(accepted.map(({ url, status }) => [url, status]));
  const missed = served
    .filter(({ url, withdrawn }) => withdrawn === null && !acceptedUrls.has(url))
    .map(({ id, url, whole }): Finding => ({
      store: null,
      id,
      url,
      why: whole ? "served whole, not accepted" : "linked, not accepted",
    }));
  const audits = stores.map((store) => auditStore(store, served, acceptedUrls));
  const lists = {
    missed,
    lost: audits.flatMap(({ lost }) => lost),
    doubled: audits.flatMap(({ doubled }) => doubled),
    corrupt: audits.flatMap(({ corrupt }) => corrupt),
    stale: audits.flatMap(({ stale }) => stale),
  };
  const details = Object.entries(lists).flatMap(([kind, findings]) =>
    findings.map(({ store, id, url, why }) => `${kind}${store === null ? "" : ` in ${store}`}: ${id} ${url}: ${why}`),
  );
  return { ...lists, repeats: audits.reduce((sum, { repeats }) => sum + repeats, 0), details };
}
