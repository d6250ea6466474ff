import { once } from "node:events";
import { setTimeout as sleep } from "node:timers/promises";
import { BadContentError, type Client, type Fetched } from "@caibian/http";
import { JoinedAbort } from "@caibian/schema";
import type { Browser, BrowserContext, Page } from "playwright-core";
import PQueue from "p-queue";

import { BrowserKeeper } from "./browser-keeper.ts";
import type { LaunchOptions } from "./launch.ts";
import type { TakeTurn } from "./guest-turns.ts";
import { PageGuard, type LoadBounds } from "./page-guard.ts";

/** What one rendering may set of its own. */
export interface RenderOptions {
  /** What robots.txt says of the URLs that the page's scripts ask for. */
  readonly allows: (url: string) => Promise<boolean>;
  /** How the turn of another host is had, for what the page's scripts ask there. Default: at once. */
  readonly turn?: TakeTurn;
  readonly signal?: AbortSignal;
}

/** Shows fetched pages in a browser (渲染). */
export interface Renderer {
  /**
   * The page after its scripts have run: its tree as UTF-8 bytes, with the header `x-caibian-rendered`. An answer
   * that is no HTML comes back as it is. Throws `FetchError`s, and a `BrowserError` without a browser.
   */
  render(document: Fetched, options: RenderOptions): Promise<Fetched>;
  /** Ends the browser; pages in flight fail. */
  close(): Promise<void>;
}

/** Bounds of a renderer, all with defaults. */
export interface RendererOptions extends LaunchOptions, Partial<LoadBounds> {
  readonly client: Client;
  readonly userAgent: string;
  /** Whole time of one page in the browser, in milliseconds. Default 20 000. */
  readonly deadlineMs?: number;
  /** A page that never comes to rest is taken as it stands after this time. Default 6000. */
  readonly settleMs?: number;
  /** Pages after which the browser is started anew: what it leaks ends with it. Default 50. */
  readonly restartAfter?: number;
  /** Pages side by side. Default 2. */
  readonly concurrency?: number;
}

const MOST_REQUESTS = 60;
const MOST_BYTES = 20 * 1024 * 1024;
const MOST_DOM_BYTES = 10 * 1024 * 1024;
/** Nothing asked for so long: the page stands. Longer than the timers that pages build themselves with. */
const QUIET_MS = 500;
const POLL_MS = 50;
/** A page that waits for other hosts' turns gets so many times its time to settle. */
const MOST_SETTLES = 2;

/** One browser process for all pages, started when the first one is asked for; every page in a context of its own. */
export function createRenderer(options: RendererOptions): Renderer {
  return new BrowserRenderer(options);
}

class BrowserRenderer implements Renderer {
  readonly #options: RendererOptions;
  readonly #turns: PQueue;
  readonly #keeper: BrowserKeeper;

  constructor(options: RendererOptions) {
    this.#options = options;
    this.#turns = new PQueue({ concurrency: options.concurrency ?? 2 });
    this.#keeper = new BrowserKeeper(options, options.restartAfter ?? 50);
  }

  async render(document: Fetched, options: RenderOptions): Promise<Fetched> {
    if (!isHtml(document)) return document;
    return this.#turns.add(() => this.#keeper.use((browser) => this.#renderDocument(browser, document, options)));
  }

  async close(): Promise<void> {
    this.#turns.clear();
    await this.#keeper.end();
  }

  async #renderDocument(browser: Browser, document: Fetched, options: RenderOptions): Promise<Fetched> {
    const deadline = AbortSignal.timeout(this.#options.deadlineMs ?? 20_000);
    const context = await this.#newContext(browser);
    const ends = new JoinedAbort([deadline, options.signal]);
    const { signal } = ends;
    try {
      const guard = new PageGuard(document, {
        client: this.#options.client,
        allows: options.allows,
        turn: options.turn ?? atOnce,
        signal,
        maxRequests: this.#options.maxRequests ?? MOST_REQUESTS,
        maxBytes: this.#options.maxBytes ?? MOST_BYTES,
      });
      const html = await untilAborted(this.#load(context, document, guard), signal, document.url);
      return toFetched(document, html, guard, browser.version());
    } finally {
      // What the page still asks for is nobody's any more.
      ends.abort();
      await this.#keeper.close(browser, context);
    }
  }

  /** Opens the page, waits until it stands and answers its tree. */
  async #load(context: BrowserContext, document: Fetched, guard: PageGuard): Promise<string> {
    await context.route("**", (route) => guard.answer(route));
    await context.routeWebSocket("**", (socket) => socket.close());
    const page = await context.newPage();
    const crashed = new Promise<never>((_, reject) => {
      page.once("crash", () => reject(badPage("E_RENDER_CRASH", "The page's scripts took all memory", document.url)));
    });
    // Whoever loses the race must not end the process.
    crashed.catch(() => undefined);
    // A dialog stops the page until somebody answers.
    page.on("dialog", (dialog) => void dialog.dismiss().catch(ignoreClosed));
    context.on("page", (popup) => void (popup === page ? null : popup.close().catch(ignoreClosed)));
    return Promise.race([crashed, this.#read(page, document, guard)]);
  }

  async #read(page: Page, document: Fetched, guard: PageGuard): Promise<string> {
    await page.goto(document.finalUrl, { waitUntil: "domcontentloaded", timeout: 0 });
    const settleMs = this.#options.settleMs ?? 6000;
    const lastMs = performance.now() + MOST_SETTLES * settleMs;
    let until = performance.now() + settleMs;
    while (guard.quietMs < QUIET_MS && performance.now() < Math.min(until, lastMs)) {
      if (guard.isWaiting) until += POLL_MS;
      await sleep(POLL_MS);
    }
    const html = await page.content();
    if (Buffer.byteLength(html) > MOST_DOM_BYTES)
      throw badPage("E_TOO_LARGE", `The rendered page has more than ${MOST_DOM_BYTES} bytes`, document.url);
    return html;
  }

  #newContext(browser: Browser): Promise<BrowserContext> {
    return browser.newContext({
      userAgent: this.#options.userAgent,
      locale: "zh-CN",
      timezoneId: "Asia/Shanghai",
      serviceWorkers: "block",
      acceptDownloads: false,
    });
  }
}

function isHtml({ headers, bytes }: Fetched): boolean {
  const type = headers["content-type"];
  if (type !== undefined) return /html/i.test(type);
  return /<(?:!doctype\s+html|html|head|body)\b/i.test(Buffer.from(bytes.subarray(0, 2000)).toString("latin1"));
}

/** What was cached says something of the document, nothing of the tree that its scripts make. */
const OF_DOCUMENT = /^(?:etag|last-modified|content-type|content-encoding|content-length|transfer-encoding)$/;

function toFetched(document: Fetched, html: string, guard: PageGuard, version: string): Fetched {
  const kept = Object.entries(document.headers).filter(([name]) => !OF_DOCUMENT.test(name));
  return {
    ...document,
    finalUrl: guard.moves.at(-1) ?? document.finalUrl,
    redirects: [...document.redirects, ...guard.moves],
    headers: {
      ...Object.fromEntries(kept),
      "content-type": "text/html; charset=utf-8",
      "x-caibian-rendered": `chromium/${version}; requests=${guard.requests}`,
    },
    bytes: Buffer.from(html),
  };
}

async function untilAborted<T>(work: Promise<T>, signal: AbortSignal, url: string): Promise<T> {
  const done = new AbortController();
  work.catch(ignoreClosed); // after the deadline nobody waits for it
  try {
    signal.throwIfAborted();
    const aborted = once(signal, "abort", { signal: done.signal });
    return await Promise.race([work, aborted.then(() => Promise.reject(signal.reason as Error))]);
  } catch (error) {
    if (isTimeout(error)) throw badPage("E_RENDER_TIMEOUT", "The page's scripts did not come to an end", url);
    // playwright's own: the page went away, or its address could not be opened.
    if (isPlaywrightError(error)) throw badPage("E_RENDER", error.message.split("\n", 1)[0] ?? "", url);
    throw error;
  } finally {
    done.abort();
  }
}

function isTimeout(error: unknown): boolean {
  return error instanceof DOMException && error.name === "TimeoutError";
}

function isPlaywrightError(error: unknown): error is Error {
  return error instanceof Error && ["Error", "TargetClosedError"].includes(error.name);
}

function badPage(code: string, what: string, where: string): BadContentError {
  return new BadContentError({ code, what, where });
}

const atOnce: TakeTurn = () => Promise.resolve({ end: () => Promise.resolve() });

/** What is closed already needs no closing. */
function ignoreClosed(): void {}
