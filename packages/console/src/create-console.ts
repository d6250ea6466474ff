import type { App, DiskState, Tally } from "@caibian/pipeline";
import { Hono } from "hono";

import { addApi } from "./api.ts";
import { addBoard } from "./board.ts";
import { guardHost } from "./guard-host.ts";
import { guardWrite } from "./guard-write.ts";
import { createMetrics } from "./metrics.ts";
import { addSchedulesApi } from "./schedules-api.ts";
import { addStoresApi } from "./stores-api.ts";
import { addWithdrawApi } from "./withdraw-api.ts";

export interface ConsoleOptions {
  /** Counts of this process, for `/metrics`. */
  readonly tally: Tally;
  /** Address that it listens on: names that may stand in a Host header beside loopback. */
  readonly host: string;
}

/** How long the ledger may take to answer `/healthz`, in milliseconds. */
const HEALTH_MS = 2_000;

/** The console's routes: `/healthz`, `/metrics`, `/api/*`, `/board`. */
export function createConsole(app: App, options: ConsoleOptions): Hono {
  const routes = new Hono();
  const metrics = createMetrics(app, options.tally);
  routes.use(guardHost(options.host));
  routes.get("/", (context) => context.redirect("/board"));
  routes.get("/healthz", async (context) => {
    const alive = await within(app.ledger.ping(), HEALTH_MS);
    const disk: DiskState = (await app.disk.low()) === null ? "ok" : "disk-low";
    return context.json({ ok: alive, disk }, alive ? 200 : 503);
  });
  routes.get("/metrics", async (context) => {
    context.header("content-type", metrics.contentType);
    return context.body(await metrics.read());
  });
  const guard = guardWrite({ host: options.host, token: app.config.console.token });
  addApi(routes, app);
  addStoresApi(routes, app, guard);
  addSchedulesApi(routes, app, guard);
  addWithdrawApi(routes, app, guard);
  addBoard(routes, app);
  return routes;
}

async function within(work: Promise<void>, ms: number): Promise<boolean> {
  let timer: NodeJS.Timeout | undefined;
  const late = new Promise<boolean>((resolve) => {
    timer = setTimeout(() => resolve(false), ms);
  });
  try {
    return await Promise.race([work.then(() => true).catch(() => false), late]);
  } finally {
    clearTimeout(timer);
  }
}
