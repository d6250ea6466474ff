import { setTimeout as sleep } from "node:timers/promises";

import type { Lease, VisitReport, VisitSummary } from "@caibian/ledger";
import type { Source, VisitRef } from "@caibian/schema";

import type { App } from "../app/open-app.ts";
import { LeaseLostError } from "../errors.ts";
import { SiteMemories } from "../visit/site-memories.ts";

/** A Source that pages are taken over for. */
export interface ImportVisit {
  readonly source: Source;
  readonly ref: VisitRef;
  readonly memories: SiteMemories;
  /** @throws {LeaseLostError} when another process may visit the Source by now: nothing may be committed then. */
  readonly checkLease: () => void;
}

const LEASE_POLL_MS = 500;

/** One Visit for every Source that an import brings pages to, begun with its first page and held alone. */
export class ImportVisits {
  readonly #app: App;
  readonly #signal: AbortSignal;
  readonly #open = new Map<string, { readonly visit: ImportVisit; readonly lease: Lease }>();

  constructor(app: App, signal: AbortSignal) {
    this.#app = app;
    this.#signal = signal;
  }

  /** The Source's Visit; null when it was called off while another process had the Source. */
  async of(source: Source): Promise<ImportVisit | null> {
    const open = this.#open.get(source.id);
    if (open !== undefined) {
      open.visit.checkLease();
      return open.visit;
    }
    const { config, ledger } = this.#app;
    // The stand-in is made with the first story that needs it.
    const isKnown = config.sources.some(({ id }) => id === source.id);
    if (!isKnown) await ledger.addSources([source]);
    const lease = await this.#lease(source);
    if (lease === null) return null;
    const ref = await ledger.beginVisit(source.id, { recheckAll: false, reason: "import" });
    const memories = new SiteMemories(ledger, source.id);
    const visit = { source, ref, memories, checkLease: () => throwIfLost(source.id, lease) };
    this.#open.set(source.id, { visit, lease });
    return visit;
  }

  /**
   * Decides what newer copies changed, tells the Stores, and ends every Visit, but for those whose lease was lost:
   * whoever visits next ends them.
   *
   * @throws {LeaseLostError} for those, unless the import failed anyway.
   */
  async end(summary: VisitSummary): Promise<readonly VisitReport[]> {
    const reports: VisitReport[] = [];
    let lost: LeaseLostError | null = null;
    for (const [id, { visit, lease }] of this.#open) {
      this.#open.delete(id);
      if (lease.lost.aborted) {
        lost = new LeaseLostError(id);
        continue;
      }
      try {
        const { heads } = await this.#app.ledger.settle(visit.ref);
        if (heads.length > 0) await this.#app.publisher.notify(heads.map(({ shard }) => shard));
        reports.push(await this.#app.ledger.endVisit(visit.ref, summary));
      } finally {
        await lease.release();
      }
    }
    if (lost !== null && summary.outcome !== "failed") throw lost;
    return reports;
  }

  /** A Visit that runs elsewhere would be cut short by ours. */
  async #lease(source: Source): Promise<Lease | null> {
    for (let waits = 0; !this.#signal.aborted; waits++) {
      const lease = await this.#app.ledger.leaseSource(source.id);
      if (lease !== null) return lease;
      const text = `Another process visits ${source.id}: waiting for it.`;
      if (waits === 0) this.#app.report({ kind: "warning", text });
      await sleep(LEASE_POLL_MS);
    }
    return null;
  }
}

function throwIfLost(sourceId: string, { lost }: Lease): void {
  if (lost.aborted) throw new LeaseLostError(sourceId, lost.reason);
}
