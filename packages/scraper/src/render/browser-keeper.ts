import { setTimeout as sleep } from "node:timers/promises";
import type { Browser, BrowserContext } from "playwright-core";

import { launchBrowser, type LaunchOptions } from "./launch.ts";

/** One browser process and who uses it. */
interface Run {
  readonly browser: Promise<Browser>;
  /** Pages that were opened in it. */
  pages: number;
  /** Those that are still open. */
  open: number;
  isRetired: boolean;
}

const CLOSE_MS = 5000;
/** A browser that nobody needs is ended after this time. */
const IDLE_MS = 60_000;

/** Keeps one browser process running: starts it when it is needed, anew after so many pages, ends it when idle. */
export class BrowserKeeper {
  readonly #options: LaunchOptions;
  readonly #restartAfter: number;
  readonly #runs = new Set<Run>();
  #current: Run | null = null;
  #idle: NodeJS.Timeout | undefined;

  constructor(options: LaunchOptions, restartAfter: number) {
    this.#options = options;
    this.#restartAfter = restartAfter;
  }

  /** Does work in the browser. The context that it opens must be handed to `close`. */
  async use<T>(work: (browser: Browser) => Promise<T>): Promise<T> {
    const run = this.#take();
    try {
      return await work(await run.browser);
    } finally {
      run.open--;
      if (run.open === 0) await this.#rest(run);
    }
  }

  /** Closes a page's context; a browser that does not manage even that is ended. */
  async close(browser: Browser, context: BrowserContext): Promise<void> {
    const closed = context.close().then(
      () => true,
      // The browser is gone, and the context with it.
      () => true,
    );
    if (!(await Promise.race([closed, sleep(CLOSE_MS, false, { ref: false })]))) await browser.close();
  }

  /** Ends every process. */
  async end(): Promise<void> {
    clearTimeout(this.#idle);
    this.#current = null;
    await Promise.all([...this.#runs].map((run) => this.#stop(run)));
  }

  #take(): Run {
    clearTimeout(this.#idle);
    const current = this.#current;
    if (current !== null && current.pages >= this.#restartAfter) current.isRetired = true;
    const run = current === null || current.isRetired ? this.#start() : current;
    run.pages++;
    run.open++;
    return run;
  }

  #start(): Run {
    const run: Run = { browser: launchBrowser(this.#options), pages: 0, open: 0, isRetired: false };
    this.#current = run;
    this.#runs.add(run);
    const forget = (): void => {
      run.isRetired = true;
      this.#runs.delete(run);
    };
    run.browser.then((browser) => browser.once("disconnected", forget), forget);
    return run;
  }

  async #rest(run: Run): Promise<void> {
    if (run.isRetired || run.pages >= this.#restartAfter) await this.#stop(run);
    else if (run === this.#current) {
      this.#idle = setTimeout(() => void this.#stop(run), IDLE_MS);
      this.#idle.unref();
    }
  }

  async #stop(run: Run): Promise<void> {
    run.isRetired = true;
    await run.browser.then(
      (browser) => browser.close(),
      // It never started: whoever asked for it was told.
      () => undefined,
    );
  }
}
