import type { HealthChange } from "@caibian/schema";

import type { PipelineEvent } from "./events.ts";

/** One thing that went wrong, for the list at the end of a run. */
export interface Failure {
  readonly sourceId: string;
  readonly url: string;
  readonly code: string;
  readonly message: string;
}

/** Running counts of one process. */
export interface Counts {
  lists: number;
  pages: number;
  published: number;
  updated: number;
  withdrawn: number;
  unchanged: number;
  quarantined: number;
  refused: number;
  held: number;
  failed: number;
  delivered: number;
  deadLetters: number;
  /** Sources that became well or ill. */
  healthChanges: number;
}

/** Most failures kept for the list; all are counted. */
const MAX_FAILURES = 200;

/** Counts events and keeps the first failures. */
export class Tally {
  readonly counts: Counts = {
    lists: 0,
    pages: 0,
    published: 0,
    updated: 0,
    withdrawn: 0,
    unchanged: 0,
    quarantined: 0,
    refused: 0,
    held: 0,
    failed: 0,
    delivered: 0,
    deadLetters: 0,
    healthChanges: 0,
  };
  readonly failures: Failure[] = [];
  /** Sources whose changes were held back: too many articles changed or vanished in one Visit. */
  readonly heldSources: string[] = [];

  /** How Sources changed, the first of them. */
  readonly healthChanges: HealthChange[] = [];

  readonly listen = (event: PipelineEvent): void => {
    switch (event.kind) {
      case "scrape":
        return this.#scrape(event);
      case "visit-ended":
        // Corrections and withdrawals are decided at the end of their Visit.
        this.counts.updated += event.report.counts.updated;
        this.counts.withdrawn += event.report.counts.withdrawn;
        this.counts.held += event.report.settlement?.held ?? 0;
        if ((event.report.settlement?.held ?? 0) > 0) this.heldSources.push(event.sourceId);
        return undefined;
      case "committed":
        return this.#committed(event);
      case "source-health":
        this.counts.healthChanges++;
        if (this.healthChanges.length < MAX_FAILURES) this.healthChanges.push(event.change);
        return undefined;
      case "publish":
        if (event.event.kind === "advanced") this.counts.delivered += event.event.count - (event.event.skipped ?? 0);
        if (event.event.kind === "dead-letter") this.counts.deadLetters += 1;
        return undefined;
      case "visit-started":
      case "parsed":
      case "commit-begins":
      case "commit-ended":
      case "disk":
      case "pruned":
      case "warning":
        return undefined;
      default:
        return event satisfies never;
    }
  };

  #scrape({ sourceId, event }: Extract<PipelineEvent, { kind: "scrape" }>): void {
    if (event.kind === "list") this.counts.lists++;
    if (event.kind === "page") this.counts.pages++;
    if (event.kind === "unchanged") this.counts.unchanged++;
    if (event.kind === "failed") this.#fail({ sourceId, url: event.url, code: event.code, message: event.message });
  }

  #committed(event: Extract<PipelineEvent, { kind: "committed" }>): void {
    const { counts } = this;
    if (event.effect === "published") counts.published++;
    if (event.effect === "unchanged") counts.unchanged++;
    if (event.effect === "quarantined") counts.quarantined++;
    if (event.effect === "refused") {
      counts.refused++;
      this.#keep({
        sourceId: event.sourceId,
        url: event.url,
        code: "E_REFUSED",
        message: event.reason ?? "no reason given",
      });
    }
  }

  #fail(failure: Failure): void {
    this.counts.failed++;
    this.#keep(failure);
  }

  #keep(failure: Failure): void {
    if (this.failures.length < MAX_FAILURES) this.failures.push(failure);
  }
}
