import { identityOf } from "@caibian/page";
import type {
  FetchFailure,
  Frontier,
  Lead,
  ListOutlook,
  ListReading,
  Page,
  ReadList,
  Validators,
  VisitRef,
  WaitingLead,
} from "@caibian/schema";

interface Kept {
  readonly leadId: string;
  readonly lead: Lead;
  attempts: number;
  retryAt: string | null;
  lookedAtIn: string | null;
  validators: Validators | null;
  isDone: boolean;
  /** A guard's page was the last that came of it. */
  isBlocked: boolean;
  isDead: boolean;
}

const UNSEEN = {
  attempts: 0,
  retryAt: null,
  lookedAtIn: null,
  validators: null,
  isDone: false,
  isBlocked: false,
  isDead: false,
};

/** The frontier in memory, for tests: the same promises as the ledger's, none of its durability. */
export class MemoryFrontier implements Frontier {
  readonly leads = new Map<string, Kept>();
  readonly lists = new Map<string, Validators>();
  readonly #readAt = new Map<string, string>();
  /** How each reading of a start list went, in order. */
  readonly readings: ListReading[] = [];
  /** What a test wants known of every start list, beside what readings told. */
  nextReadAt: string | null = null;
  readonly #hadLeads = new Set<string>();
  readonly failures: (FetchFailure & { readonly url: string })[] = [];
  readonly unchanged: string[] = [];
  /** Called before each recordList: a test throws here to cut a Visit off. */
  beforeList: (list: ReadList) => void = () => {};

  async recordList(_: VisitRef, list: ReadList): Promise<{ added: number; known: number }> {
    this.beforeList(list);
    let added = 0;
    for (const lead of list.leads) {
      const key = identityOf(lead.url) ?? lead.url;
      if (this.leads.has(key)) continue;
      added++;
      this.leads.set(key, { leadId: key, lead, ...UNSEEN });
    }
    if (list.start !== undefined && list.leads.length > 0) this.#hadLeads.add(list.start);
    this.lists.set(list.url, list.validators);
    this.#readAt.set(list.url, list.fetchedAt);
    return { added, known: list.leads.length - added };
  }

  async waiting(visit: VisitRef, limit: number, exceptHosts: readonly string[] = []): Promise<readonly WaitingLead[]> {
    return [...this.leads.values()]
      .filter((kept) => kept.lookedAtIn !== visit.id && (visit.recheckAll || !kept.isDone) && !kept.isDead)
      .filter((kept) => !exceptHosts.includes(new URL(kept.lead.url).host))
      .toSorted((a, b) => Number(a.isBlocked) - Number(b.isBlocked))
      .slice(0, limit)
      .map((kept) => ({
        leadId: kept.leadId,
        lead: kept.lead,
        attempts: kept.attempts,
        validators: kept.validators,
        recheck: kept.isDone,
      }));
  }

  async validators(_: string, url: string): Promise<Validators | null> {
    return this.lists.get(url) ?? null;
  }

  async listsReadAt(_: string, urls: readonly string[]): Promise<ReadonlyMap<string, string>> {
    return new Map([...this.#readAt].filter(([url]) => urls.includes(url)));
  }

  async outlook(_: string, url: string): Promise<ListOutlook> {
    const verdict = this.readings.findLast((reading) => reading.url === url)?.verdict ?? null;
    return { nextReadAt: this.nextReadAt, hadLeads: this.#hadLeads.has(url), verdict };
  }

  async recordReading(_: VisitRef, reading: ListReading): Promise<void> {
    this.readings.push(reading);
  }

  async recordFailure(visit: VisitRef, leadId: string, failure: FetchFailure): Promise<void> {
    const kept = this.#of(leadId);
    if (failure.isHosts !== true) kept.attempts++;
    kept.lookedAtIn = visit.id;
    kept.retryAt = failure.retryAt;
    kept.isBlocked = failure.code === "E_BLOCKED";
    kept.isDead = failure.retryAt === null && !kept.isDone;
    this.failures.push({ ...failure, url: kept.lead.url });
  }

  async recordUnchanged(visit: VisitRef, leadId: string): Promise<void> {
    this.#of(leadId).lookedAtIn = visit.id;
    this.unchanged.push(this.#of(leadId).lead.url);
  }

  /** What the pipeline's commit does to the lead. */
  commit(visit: VisitRef, page: Page): void {
    const kept = this.#of(page.leadId);
    kept.lookedAtIn = visit.id;
    kept.isDone = true;
    kept.validators = {
      etag: page.headers["etag"] ?? null,
      lastModified: page.headers["last-modified"] ?? null,
      bodySha256: page.sha256,
    };
  }

  #of(leadId: string): Kept {
    const kept = this.leads.get(leadId);
    if (kept === undefined) throw new Error(`no lead ${leadId}`);
    return kept;
  }
}
