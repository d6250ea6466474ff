import { canonicalUrl } from "@caibian/page";
import type { Lead, ListOutlook, ListReading, Source, Validators } from "@caibian/schema";

import { takeTurns } from "./child-turns.ts";
import type { Doors } from "./doors.ts";
import type { Answer, Fetcher } from "./fetcher.ts";
import { childrenOf, nextOf, readListPage, type ListPage } from "./list-page.ts";
import { FINE, judgeFailure, judgeList, type ListJudgement } from "./list-verdict.ts";

const UNREAD: Validators = { etag: null, lastModified: null, bodySha256: null };

/** Why a walk through the pages of a list came to its end. */
type WalkEnd = "complete" | "broken-off";

/** How the reading of a list went; null when nothing was asked, so that nothing was learnt of it. */
type Reading = Omit<ListReading, "url"> | null;

/** A list under way: the start URL that it belongs to, how deep under its index it lies, what is known of it. */
interface Place {
  readonly start: string;
  readonly nesting: number;
  readonly known: Pick<ListOutlook, "hadLeads" | "verdict">;
}

/** A sitemap under an index may hold nothing, in a month without news. */
const A_CHILD: Place["known"] = { hadLeads: false, verdict: null };

/**
 * Reads the start URLs that are due and the pages behind them, and keeps what they lead to.
 *
 * A crash between two pages must not hide the older ones: page one's validators say "all behind this page is
 * known", so they are kept last, when the walk has come to its end. Until then the page stands as unread in the
 * frontier, and the next Visit walks on past pages that hold nothing new.
 */
export async function readLists(source: Source, doors: Doors, fetcher: Fetcher): Promise<void> {
  const walk = new ListWalk(source, doors, fetcher);
  for (const [at, url] of source.start.entries()) await walk.readStart(url, source.start.length - at - 1);
}

/** Indexes under indexes. */
const MOST_NESTING = 2;
/** Leads kept in one transaction: a sitemap may hold ten times as many, and other sources wait meanwhile. */
const MOST_AT_ONCE = 5000;
/** A tick of the schedule comes some seconds early or late: it is not to miss a list by those. */
const SLACK_MS = 60_000;

class ListWalk {
  readonly #source: Source;
  readonly #doors: Doors;
  readonly #fetcher: Fetcher;
  readonly #seen = new Set<string>();
  /** Half of the Visit's pages at most are lists, or a deep archive would leave none for the stories. */
  readonly #mostLists: number;
  #lists = 0;
  /** As many lists as the start list at hand may bring the Visit to. */
  #mostNow = 0;
  #added = 0;

  constructor(source: Source, doors: Doors, fetcher: Fetcher) {
    this.#source = source;
    this.#doors = doors;
    this.#fetcher = fetcher;
    this.#mostLists = Math.max(1, Math.ceil(source.limits.maxPages / 2));
  }

  /**
   * Reads a start list, unless a scheduled Visit comes before its time, and keeps how it was found. A deep one leaves
   * the `later` ones their shares: what they did not get now they would get at no Visit, since each goes like this one.
   */
  async readStart(url: string, later: number): Promise<void> {
    const { frontier, visit } = this.#doors;
    const known = await frontier.outlook(this.#source.id, url);
    const { nextReadAt } = known;
    const isEarly = nextReadAt !== null && Date.parse(nextReadAt) > this.#fetcher.now() + SLACK_MS;
    if (visit.isScheduled === true && isEarly) {
      this.#fetcher.report({ kind: "list-waits", url, until: nextReadAt });
      return;
    }
    const share = Math.floor(this.#mostLists / this.#source.start.length);
    this.#mostNow = this.#mostLists - share * later;
    const reading = await this.#read(url, { start: url, nesting: 0, known });
    if (reading !== null) await frontier.recordReading(visit, { url, ...reading });
  }

  async #read(url: string, place: Place): Promise<Reading> {
    const { frontier, visit } = this.#doors;
    const known = await frontier.validators(this.#source.id, url);
    const isResumed = known?.bodySha256 == null;
    const answer = await this.#ask(url, isResumed ? null : known);
    if (answer === null || answer.kind === "skipped") return null;
    const { judgement, page } = this.#judge(url, answer, place.known);
    const reading = { at: answer.at, ...judgement, isComplete: true };
    if (page === null) {
      // It has had its turn among its index's children.
      const turn = { url, fetchedAt: answer.at, validators: known ?? UNREAD, leads: [] };
      if (place.nesting > 0) await frontier.recordList(visit, turn);
      return reading;
    }

    const [next, children] = [nextOf(page), childrenOf(page)];
    // What a list's first page shows anew is news; a sitemap that was never read is of the archive, or dated.
    const isBackfill = isResumed && place.nesting > 0;
    if (children.length > 0) {
      await this.#note(page, UNREAD, place, isBackfill);
      return { ...reading, isComplete: await this.#readChildren(children, place) };
    }
    if (next === null) {
      await this.#note(page, page.validators, place, isBackfill);
      return reading;
    }
    const end = await this.#readOn(page, isResumed, place);
    if (end === "complete") await frontier.recordList(visit, { ...asRead(page), leads: [] });
    return { ...reading, isComplete: end === "complete" };
  }

  /** What an answer tells of the list, and the page where it is one. */
  #judge(
    url: string,
    answer: Exclude<Answer, { kind: "skipped" }>,
    known: Place["known"],
  ): { readonly judgement: ListJudgement; readonly page: ListPage | null } {
    switch (answer.kind) {
      case "unchanged":
        this.#fetcher.report({ kind: "list", url, leads: 0, added: 0 });
        // It is what it was when its validators were kept.
        return { judgement: known.verdict === "empty-ok" ? STILL_EMPTY : FINE, page: null };
      case "failed":
        return { judgement: judgeFailure(answer.failure), page: null };
      case "robots-denied":
        return { judgement: DENIED, page: null };
      case "page": {
        const page = readListPage(url, answer, this.#source);
        const judgement = judgeList({ ...page, leads: countList(page) }, known);
        const { trouble } = judgement;
        if (trouble === null) return { judgement, page };
        // What it holds instead is not taken for the list, and its validators would hide the list's return.
        if (judgement.verdict === "empty-suspect") this.#fetcher.report({ kind: "list", url, leads: 0, added: 0 });
        this.#fetcher.report({ kind: "failed", url, ...trouble });
        return { judgement, page: null };
      }
      default:
        return answer satisfies never;
    }
  }

  /** Page after page while they hold something new; a resumed walk also goes on past those that do not. */
  async #readOn(first: ListPage, isResumed: boolean, place: Place): Promise<WalkEnd> {
    let noted = await this.#note(first, UNREAD, place, isResumed && place.nesting > 0);
    for (let url = nextOf(first); url !== null;) {
      if (noted.added === 0 && !isResumed) return "complete";
      if (this.#isFull()) {
        // A page that holds something known ends the news: what lies behind it is no loss.
        if (isResumed || noted.added === noted.found) this.#reportCut(place.start);
        return "complete";
      }
      // Leads that this Visit cannot fetch any more are left for the next one, which walks on from here.
      if (this.#added >= this.#fetcher.budget) return "broken-off";
      const answer: ListPage | "gone" | null = await this.#readNext(url);
      if (answer === "gone") return "complete";
      if (answer === null) return "broken-off";
      noted = await this.#note(answer, answer.validators, place, isResumed);
      url = nextOf(answer);
    }
    return "complete";
  }

  #isFull(): boolean {
    return this.#lists >= this.#mostNow || this.#fetcher.budget <= 0;
  }

  #reportCut(start: string): void {
    const text = `${start} has more pages than a visit reads of it; a larger limits.maxPages reads on`;
    this.#fetcher.report({ kind: "host-warning", host: new URL(start).host, text });
  }

  /** Lists that another one leads to, as far as there is room. False when one that was never read is left. */
  async #readChildren(children: readonly string[], place: Place): Promise<boolean> {
    const nesting = place.nesting + 1;
    if (nesting > MOST_NESTING) return true;
    const readAt = await this.#doors.frontier.listsReadAt(this.#source.id, children);
    const left = new Set(children);
    let isComplete = true;
    for (const child of takeTurns(children, readAt, this.#mostNow - this.#lists)) {
      // One of them may be an index that took the room of the others.
      if (this.#isFull()) break;
      const reading = await this.#read(child, { start: place.start, nesting, known: A_CHILD });
      if (reading?.isComplete === false) isComplete = false;
      left.delete(child);
    }
    return isComplete && [...left].every((child) => readAt.has(child));
  }

  async #note(
    page: ListPage,
    validators: Validators,
    { start }: Place,
    isBackfill: boolean,
  ): Promise<{ readonly found: number; readonly added: number }> {
    const { frontier, visit } = this.#doors;
    const leads = page.leads.filter(isArticle);
    let added = 0;
    for (let from = 0; from === 0 || from < leads.length; from += MOST_AT_ONCE) {
      const isLast = from + MOST_AT_ONCE >= leads.length;
      const part = { leads: leads.slice(from, from + MOST_AT_ONCE), validators: isLast ? validators : UNREAD };
      added += (await frontier.recordList(visit, { ...asRead(page), ...part, start, isBackfill })).added;
    }
    this.#added += added;
    this.#fetcher.report({ kind: "list", url: page.url, leads: leads.length, added });
    return { found: leads.length, added };
  }

  /** A further page. Some platforms answer 404 behind the last one. */
  async #readNext(url: string): Promise<ListPage | "gone" | null> {
    const answer = await this.#ask(url, null);
    if (answer === null || answer.kind === "robots-denied") return "gone";
    if (answer.kind !== "page") return null;
    return answer.fetched.status === 404 || answer.fetched.status === 410
      ? "gone"
      : readListPage(url, answer, this.#source);
  }

  /** Null when the list was read in this Visit already, or nothing may be asked any more. */
  async #ask(url: string, validators: Validators | null): Promise<Answer | null> {
    const key = canonicalUrl(url) ?? url;
    if (this.#seen.has(key) || this.#fetcher.budget <= 0) return null;
    this.#seen.add(key);
    this.#fetcher.budget--;
    this.#lists++;
    const answer = await this.#fetcher.ask(url, validators);
    if (answer.kind === "failed") {
      const { code, message } = answer.failure;
      this.#fetcher.report({ kind: "failed", url, code, message });
    }
    if (answer.kind === "robots-denied") this.#fetcher.report({ kind: "robots-denied", url });
    return answer;
  }
}

/** Links to other sections stand on an empty list too. */
function countList({ leads, isIndex }: ListPage): number {
  return leads.filter((lead) => isArticle(lead) || lead.kind === "next" || (isIndex && lead.kind === "list")).length;
}

function isArticle({ kind, aside }: Lead): boolean {
  return kind === "article" && aside !== true;
}

const STILL_EMPTY: ListJudgement = { verdict: "empty-ok", trouble: null };
const DENIED: ListJudgement = {
  verdict: "blocked",
  trouble: { code: "E_ROBOTS", message: "robots.txt denies the list" },
};

function asRead({
  url,
  fetchedAt,
  validators,
  leads,
}: ListPage): Pick<ListPage, "url" | "fetchedAt" | "validators" | "leads"> {
  return { url, fetchedAt, validators, leads };
}
