import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { parseStory } from "@caibian/parser";
import {
  openApp,
  parseConfig,
  visitSource,
  type App,
  type ParsePool,
  type PipelineEvent,
  type VisitDoors,
} from "@caibian/pipeline";
import { configFor, type ConfigOptions, type SiteHost } from "@caibian/testkit";
import { vi } from "vitest";

/** A caibian in this process whose clock the test sets: the embedded ledger's `now()` is this process's too. */
export interface AppInTime {
  /** What was told since the last `take`. */
  readonly take: () => readonly PipelineEvent[];
  readonly ledger: App["ledger"];
  /** Sets the clock. */
  at(ms: number): void;
  /** One Visit at the clock's time, with other doors where a test has some. One that nothing answered is one too. */
  visit(reason?: "schedule" | "hand", doors?: Partial<VisitDoors>): Promise<void>;
  /** Closes it and opens it again on the same folder, as a process that died and was started again. */
  restart(): Promise<void>;
  close(): Promise<void>;
}

/** Opens one with a single Source. Only `Date` is faked: timers, sockets and threads go on as ever. */
export async function openInTime(
  host: SiteHost,
  startMs: number,
  options: Partial<ConfigOptions> = {},
): Promise<AppInTime> {
  vi.useFakeTimers({ toFake: ["Date"], now: startMs });
  const folder = mkdtempSync(join(tmpdir(), "caibian-time-"));
  const stores = [{ id: "files", type: "jsonl", path: join(folder, "out") }];
  const written = { ...configFor({ hosts: [host] }, { ledger: join(folder, "data"), stores, ...options }) };
  const text = JSON.stringify({ ...written, archive: join(folder, "warc") });
  const config = parseConfig(text, join(folder, "caibian.yaml"), {});
  const events: PipelineEvent[] = [];
  const open = (): Promise<App> =>
    openApp(config, { env: {}, gatherMs: 0, report: (event) => void events.push(event) });
  let app = await open();
  const source = config.sources[0];
  if (source === undefined) throw new Error("a config without a source");
  return {
    take: () => events.splice(0),
    get ledger() {
      return app.ledger;
    },
    at: (ms) => void vi.setSystemTime(ms),
    async visit(reason = "schedule", doors = {}) {
      const all = { ...app.visitDoors, parsePool: PARSE_HERE, ...doors };
      const signal = new AbortController().signal;
      try {
        await visitSource(source, all, { reason, recheckAll: false, signal });
      } catch (error) {
        if (!(error instanceof Error) || error.name !== "NothingAnsweredError") throw error;
      }
    },
    async restart() {
      await app.close();
      app = await open();
    },
    async close() {
      await app.close();
      rmSync(folder, { recursive: true, force: true });
      vi.useRealTimers();
    },
  };
}

/** Parses in this thread: a thread of its own knows nothing of the loader that the tests run from sources by. */
const PARSE_HERE: ParsePool = {
  threads: 1,
  parse: ({ input, parts = [], options, isComplete }) =>
    Promise.resolve({ result: parseStory({ input }, parts, options, isComplete), ms: 0 }),
  close: () => Promise.resolve(),
};
