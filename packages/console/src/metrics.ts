import type { App, Tally } from "@caibian/pipeline";
import { SOURCE_HEALTHS, type Lane } from "@caibian/schema";
import { Gauge, Registry, collectDefaultMetrics } from "prom-client";

type SourceStatus = Awaited<ReturnType<App["ledger"]["status"]>>["sources"][number];

/** The process's metrics in Prometheus' text format. */
export interface Metrics {
  readonly contentType: string;
  /** Asks the ledger and the queue, then renders. */
  read(): Promise<string>;
}

const LANES: readonly Lane[] = ["visit", "deliver"];

/** Lag and dead letters per Store, states of Sources, queue counts, and this process's counts. */
export function createMetrics(app: App, tally: Tally): Metrics {
  const registry = new Registry();
  collectDefaultMetrics({ register: registry });
  const gauge = (name: string, help: string, ...labelNames: string[]): Gauge =>
    new Gauge({ name: `caibian_${name}`, help, labelNames, registers: [registry] });

  const behind = gauge("store_behind_rows", "Log rows that the store has not taken yet", "store");
  const oldest = gauge("store_oldest_waiting_seconds", "Age of the oldest of them", "store");
  const dead = gauge("store_dead_letters", "Records that the store refused", "store");
  const holds = gauge("store_holds_visits", "1 while visits wait for the store", "store");
  const backfillLeft = gauge("store_backfill_left", "Articles that a backfill under way has yet to send", "store");
  const state = gauge("source_state", "1 for the state that the source is in", "source", "state");
  const stateSince = gauge("source_state_since_timestamp_seconds", "Since when it is in that state", "source");
  const newest = gauge("source_newest_timestamp_seconds", "When the source last brought something new", "source");
  const lastVisit = gauge("source_last_visit_timestamp_seconds", "When the source's last visit ended", "source");
  const waiting = gauge("source_leads_waiting", "Leads found and not yet fetched", "source");
  const articles = gauge("articles", "Articles in the ledger", "status");
  const jobs = gauge("queue_jobs", "Jobs in the queue", "lane", "state");
  const disk = gauge("disk_low", "1 while the disk is so full that nothing is fetched");
  const restarts = gauge("queue_worker_restarts", "Workers that connected anew: took nothing while work waited");
  const events = gauge("process_events", "What this process has done since it started", "event");

  function setHealth({ id: source, state: current, stateSince: since, lists }: SourceStatus): void {
    for (const name of SOURCE_HEALTHS) state.set({ source, state: name }, current === name ? 1 : 0);
    stateSince.set({ source }, Date.parse(since) / 1000);
    const times = lists.flatMap(({ newestAt }) => (newestAt === null ? [] : [Date.parse(newestAt)]));
    if (times.length > 0) newest.set({ source }, Math.max(...times) / 1000);
  }

  return {
    contentType: registry.contentType,
    async read() {
      const report = await app.ledger.status();
      for (const [status, count] of Object.entries(report.articles)) articles.set({ status }, count);
      for (const source of report.sources) {
        setHealth(source);
        waiting.set({ source: source.id }, source.leadsWaiting);
        const endedAt = source.lastVisit?.endedAt ?? null;
        if (endedAt !== null) lastVisit.set({ source: source.id }, Date.parse(endedAt) / 1000);
      }
      for (const lag of await app.ledger.log.lag(app.config.stores.map((store) => store.id))) {
        behind.set({ store: lag.storeId }, lag.behind);
        oldest.set({ store: lag.storeId }, lag.oldestMs / 1000);
        dead.set({ store: lag.storeId }, lag.deadLetters);
      }
      const pressing = new Set((await app.publisher.pressure()).map((one) => one.storeId));
      for (const { id } of app.config.stores) {
        holds.set({ store: id }, pressing.has(id) ? 1 : 0);
        backfillLeft.set({ store: id }, 0);
      }
      for (const run of await app.ledger.history.backfills(app.config.stores.map((store) => store.id))) {
        if (run.state === "running") backfillLeft.set({ store: run.storeId }, Math.max(0, run.total - run.sent));
      }
      for (const lane of LANES) {
        for (const [name, count] of Object.entries(await app.queue.counts(lane)))
          jobs.set({ lane, state: name }, count);
      }
      disk.set((await app.disk.low()) === null ? 0 : 1);
      restarts.set(app.queue.restarts);
      for (const [event, count] of Object.entries(tally.counts)) events.set({ event }, count);
      return registry.metrics();
    },
  };
}
