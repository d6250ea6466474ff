import { randomInt } from "node:crypto";

import { toBeijing, type FetchFailure, type Page, type Source, type WaitingLead } from "@caibian/schema";

import type { Doors } from "./doors.ts";
import type { Failure } from "./failure.ts";
import type { Fetcher } from "./fetcher.ts";
import { isHosts, retryDelay } from "./retry.ts";
import { noteRevisit } from "./revisit.ts";
import { firstPageOf, isLastTry, readParts, type Came, type StoryRead } from "./story-parts.ts";

/** Pages fetched or being fetched beyond what the consumer took, over all hosts. */
const LOOK_AHEAD = 8;
/** Leads asked of the frontier at a time. */
const BATCH = 64;
/** Tries of one lead within a Visit, when the server stumbled. */
const TRIES_IN_VISIT = 3;

interface Job {
  readonly waiting: WaitingLead;
  readonly tries: number;
  /** How the last try in this Visit failed. */
  readonly failed: { readonly failure: Failure; readonly at: string } | null;
}

/** Fetches the leads that wait, several hosts side by side, and gives out Pages with a bounded look-ahead. */
export async function* fetchPages(source: Source, doors: Doors, fetcher: Fetcher): AsyncGenerator<Page> {
  const crew = new Crew(source, doors, fetcher);
  try {
    for (;;) {
      await crew.refill();
      const page = await crew.next();
      if (page === null) return;
      yield page;
    }
  } finally {
    await crew.stop();
  }
}

class Crew {
  readonly #source: Source;
  readonly #doors: Doors;
  readonly #fetcher: Fetcher;
  /** Leads by host; a host has as many runners as its concurrency allows. */
  readonly #queues = new Map<string, { readonly jobs: Job[]; runners: number }>();
  readonly #taken = new Set<string>();
  /** Hosts that let us have a story in this Visit. */
  readonly #open = new Set<string>();
  readonly #ready: Page[] = [];
  readonly #running = new Set<Promise<void>>();
  readonly #waiters: (() => void)[] = [];
  #ahead = 0;
  #queued = 0;
  #limit = BATCH;
  #isDry = false;
  #isStopped = false;
  #error: { readonly cause: unknown } | null = null;
  #wake: () => void = () => {};

  constructor(source: Source, doors: Doors, fetcher: Fetcher) {
    this.#source = source;
    this.#doors = doors;
    this.#fetcher = fetcher;
  }

  /** Asks the frontier for more leads when few are left. */
  async refill(): Promise<void> {
    while (!this.#isDry && !this.#isStopped && this.#queued < Math.min(BATCH / 4, this.#fetcher.budget)) {
      const leftAlone = this.#fetcher.hostsLeftAlone();
      const waiting = await this.#doors.frontier.waiting(this.#doors.visit, this.#limit, leftAlone);
      const fresh = waiting.filter(({ leadId }) => !this.#taken.has(leadId));
      // Leads that were given out stay in the answer until they are committed: look past them.
      if (fresh.length === 0 && waiting.length >= this.#limit) {
        this.#limit *= 2;
        continue;
      }
      if (fresh.length === 0) this.#isDry = true;
      for (const lead of fresh) this.#enqueue({ waiting: lead, tries: 0, failed: null });
    }
  }

  /** The next Page, or null when all is done. Throws what a runner threw. */
  async next(): Promise<Page | null> {
    for (;;) {
      if (this.#error !== null) throw this.#error.cause;
      const page = this.#ready.shift();
      if (page !== undefined) {
        this.#leave();
        return page;
      }
      if (this.#running.size === 0) {
        if (this.#isDry || this.#isStopped || this.#fetcher.budget <= 0) return null;
        await this.refill();
        if (this.#running.size === 0) return null;
      }
      await new Promise<void>((resolve) => {
        this.#wake = resolve;
      });
      if (this.#queued < BATCH / 4) await this.refill();
    }
  }

  /** Lets nothing new begin, cuts what is in flight and waits for the runners. */
  async stop(): Promise<void> {
    this.#isStopped = true;
    this.#fetcher.stop();
    for (const waiter of this.#waiters.splice(0)) waiter();
    await Promise.all(this.#running);
  }

  #enqueue(job: Job): void {
    const { host } = new URL(job.waiting.lead.url);
    this.#taken.add(job.waiting.leadId);
    let queue = this.#queues.get(host);
    if (queue === undefined) this.#queues.set(host, (queue = { jobs: [], runners: 0 }));
    queue.jobs.push(job);
    this.#queued++;
    if (queue.runners >= this.#source.limits.concurrency) return;
    queue.runners++;
    const done: Promise<void> = this.#run(queue).finally(() => this.#running.delete(done));
    this.#running.add(done);
  }

  /** Works its host's queue off. What it throws is kept for `next`. */
  async #run(queue: { readonly jobs: Job[]; runners: number }): Promise<void> {
    try {
      for (let job = queue.jobs.shift(); job !== undefined; job = queue.jobs.shift()) {
        this.#queued--;
        await this.#enter();
        const page = this.#isStopped || this.#error !== null ? null : await this.#fetch(job);
        if (page === null) this.#leave();
        else this.#ready.push(page);
        this.#wake();
      }
    } catch (cause) {
      this.#error ??= { cause };
    } finally {
      queue.runners--;
      // The last runner's end is what `next` may wait for; it is out of `#running` by the time that next looks.
      setImmediate(() => this.#wake());
    }
  }

  async #fetch(job: Job): Promise<Page | null> {
    const { lead, validators, recheck } = job.waiting;
    if (this.#fetcher.budget <= 0) return this.#giveBack(job);
    this.#fetcher.budget--;
    const answer = await this.#fetcher.ask(lead.url, recheck ? validators : null);
    switch (answer.kind) {
      case "page":
        this.#open.add(new URL(lead.url).host);
        return this.#story(job, answer);
      case "unchanged":
        this.#open.add(new URL(lead.url).host);
        this.#fetcher.report({ kind: "unchanged", url: lead.url });
        await noteRevisit(this.#doors.archive, job.waiting, answer);
        await this.#doors.frontier.recordUnchanged(this.#doors.visit, job.waiting.leadId, answer.at);
        return null;
      case "robots-denied":
        this.#fetcher.report({ kind: "robots-denied", url: lead.url });
        await this.#record(job, { failure: DENIED, at: answer.at });
        return null;
      case "skipped":
        if (answer.redirected !== null) return this.#failed(job, answer.redirected);
        this.#fetcher.budget++;
        return this.#giveBack(job);
      case "failed":
        return this.#failed(job, answer);
      default:
        return answer satisfies never;
    }
  }

  /** The page with its further pages; when a list led to a later one, from the first on. */
  async #story(job: Job, answer: Came): Promise<Page | null> {
    const known = new Map<string, Came>();
    let first = answer;
    const firstUrl = firstPageOf(answer);
    if (firstUrl !== null) {
      this.#fetcher.budget--;
      const begun = await this.#fetcher.ask(firstUrl, null);
      if (begun.kind === "skipped")
        return begun.redirected === null ? this.#giveBack(job) : this.#failed(job, begun.redirected);
      if (begun.kind === "failed" && !isLastTry(begun.failure, job.waiting.attempts)) return this.#failed(job, begun);
      // A first page that is not to be had leaves the page at hand: better than nothing.
      if (begun.kind === "page" && begun.fetched.status < 300) {
        known.set(answer.fetched.url, answer);
        first = begun;
      }
    }
    const read = await readParts(first, {
      fetcher: this.#fetcher,
      archive: this.#doors.archive,
      attempts: job.waiting.attempts,
      known,
    });
    if (read.kind === "skipped") return this.#giveBack(job);
    if (read.kind === "failed") return this.#failed(job, read);
    return this.#keep(job.waiting, first, read);
  }

  async #keep(waiting: WaitingLead, answer: Came, story: StoryRead & { readonly kind: "read" }): Promise<Page> {
    const { fetched, sha256, at, ms } = answer;
    const { url, finalUrl, status, headers, bytes } = fetched;
    const facts = { url, finalUrl, status, headers, bytes, fetchedAt: at, sha256 };
    const warc = await this.#doors.archive.append(facts);
    this.#fetcher.report({ kind: "page", url, status, bytes: bytes.length, ms });
    const { parts, missing } = story;
    return {
      v: 1,
      ...facts,
      sourceId: this.#source.id,
      leadId: waiting.leadId,
      warc,
      isRecheck: waiting.recheck,
      ...(parts.length === 0 ? {} : { parts }),
      ...(missing === null ? {} : { missingParts: missing }),
    };
  }

  async #failed(job: Job, failed: { readonly failure: Failure; readonly at: string }): Promise<null> {
    const tries = job.tries + 1;
    // A stumble is often over by the host's next turn; everything else is for another Visit.
    if (failed.failure.kind === "transient" && tries < TRIES_IN_VISIT && !this.#isStopped) {
      this.#enqueue({ ...job, tries, failed });
      return null;
    }
    await this.#record(job, failed);
    return null;
  }

  /** Not asked: the lead waits on, unless an earlier try of this Visit failed. */
  async #giveBack(job: Job): Promise<null> {
    if (job.failed !== null) await this.#record(job, job.failed);
    return null;
  }

  async #record({ waiting }: Job, { failure, at }: { readonly failure: Failure; readonly at: string }): Promise<void> {
    const { code, message, afterMs } = failure;
    const isSingledOut = failure.kind === "blocked" && this.#open.has(new URL(waiting.lead.url).host);
    const kind = isSingledOut ? "blocked-page" : failure.kind;
    const delayMs = retryDelay({ kind, attempts: waiting.attempts, afterMs, jitter: randomInt(1000) / 1000 });
    const retryAt = delayMs === null ? null : toBeijing(this.#fetcher.now() + delayMs);
    const record: FetchFailure = { code, message: message.slice(0, 500), at, retryAt, isHosts: isHosts(kind) };
    if (code !== DENIED.code) this.#fetcher.report({ kind: "failed", url: waiting.lead.url, code, message });
    await this.#doors.frontier.recordFailure(this.#doors.visit, waiting.leadId, record);
  }

  async #enter(): Promise<void> {
    if (this.#ahead >= LOOK_AHEAD && !this.#isStopped)
      await new Promise<void>((resolve) => this.#waiters.push(resolve));
    else this.#ahead++;
  }

  /** Hands the place to the next runner in line, or frees it. */
  #leave(): void {
    const next = this.#waiters.shift();
    if (next === undefined) this.#ahead--;
    else next();
  }
}

const DENIED: Failure = { kind: "robots", code: "E_ROBOTS", message: "robots.txt denies it", afterMs: null };
