import { letterPages, type App } from "@caibian/pipeline";
import { messageOf, CaibianError, type DeadLetterFilter } from "@caibian/schema";
import type { Context, Hono, MiddlewareHandler } from "hono";

import { readLetterFilter } from "./letter-query.ts";
import { readBody } from "./read-body.ts";

type Health = ReturnType<App["publisher"]["health"]>[number];
type Report = Awaited<ReturnType<App["ledger"]["storeReports"]>>[number];

/**
 * Stores and what they refused: `/api/stores`, its backfills and comparisons, `/api/dead-letters`. What changes
 * something is a POST or DELETE, guarded by `guard`.
 */
export function addStoresApi(routes: Hono, app: App, guard: MiddlewareHandler): void {
  addStores(routes, app, guard);
  addBackfill(routes, app, guard);
  addLetters(routes, app, guard);
}

function addStores(routes: Hono, app: App, guard: MiddlewareHandler): void {
  routes.get("/api/stores", async (context) => {
    const ids = app.config.stores.map((store) => store.id);
    const [lags, reports, backfills, pressing] = await Promise.all([
      app.ledger.log.lag(ids),
      app.ledger.storeReports(ids),
      app.ledger.history.backfills(ids),
      app.publisher.pressure(),
    ]);
    const health = app.publisher.health();
    return context.json(
      app.config.stores.map(({ id, type, maxLag }) => ({
        ...stateOf(
          health.find((one) => one.storeId === id),
          reports.find((one) => one.storeId === id),
        ),
        ...lags.find((one) => one.storeId === id),
        type,
        maxLag,
        holdsVisits: pressing.some((one) => one.storeId === id),
        backfill: backfills.find((one) => one.storeId === id) ?? null,
      })),
    );
  });

  routes.post("/api/stores/:id/verify", guard, async (context) => {
    const body = await readBody(context);
    const repair = body?.["repair"] ?? false;
    if (typeof repair !== "boolean") return context.json(usage('expected {"repair": true} or nothing'), 400);
    return answer(context, () => app.publisher.verify(context.req.param("id"), { repair }));
  });
}

function addBackfill(routes: Hono, app: App, guard: MiddlewareHandler): void {
  routes.post("/api/stores/:id/backfill", guard, async (context) => {
    const { since, source, ...rest } = (await readBody(context)) ?? { wrong: true };
    const isTime = typeof since !== "string" || !Number.isNaN(Date.parse(since));
    if (Object.keys(rest).length > 0 || !isTextOrNone(since) || !isTextOrNone(source) || !isTime) {
      return context.json(usage('expected {"since": a time, "source": a source id}, both optional'), 400);
    }
    const selection = {
      ...(typeof since === "string" ? { since } : {}),
      ...(typeof source === "string" ? { sourceId: source } : {}),
    };
    return answer(context, () => app.publisher.backfill(context.req.param("id"), selection), 202);
  });

  routes.delete("/api/stores/:id/backfill", guard, async (context) => {
    const progress = await app.ledger.history.cancelBackfill(context.req.param("id"));
    return progress === null ? context.json(usage("no backfill is under way"), 404) : context.json(progress);
  });
}

function addLetters(routes: Hono, app: App, guard: MiddlewareHandler): void {
  routes.get("/api/dead-letters", async (context) => {
    const { record, ...asked } = context.req.query();
    const read = readLetterFilter(asked);
    if ("wrong" in read) return context.json(usage(read.wrong), 400);
    return context.json(await app.ledger.log.deadLetters({ ...read.filter, withRecord: record === "true" }));
  });

  routes.post("/api/dead-letters/replay", guard, (context) =>
    withLetters(context, async (filter) => {
      const asked = await forEachPage(app, filter, (ids) => app.ledger.log.askReplay(ids));
      // The reconciler would find them too, a little later; it also tells of what goes wrong.
      void app.publisher.replayAsked().catch((error: unknown) => {
        app.report({ kind: "warning", text: `Dead letters could not be sent again: ${messageOf(error)}` });
      });
      return { asked };
    }),
  );

  routes.post("/api/dead-letters/drop", guard, (context) =>
    withLetters(context, async (filter) => ({
      dropped: await forEachPage(app, filter, (ids) => app.ledger.log.dropDeadLetters(ids)),
    })),
  );
}

/** Does something with the letters that the body's filter leaves; all of them only when it says so. */
async function withLetters(context: Context, act: (filter: DeadLetterFilter) => Promise<object>): Promise<Response> {
  const body = await readBody(context);
  if (body === null) return context.json(usage("expected a JSON object"), 400);
  const { all, ...asked } = body;
  const read = readLetterFilter(asked);
  if ("wrong" in read) return context.json(usage(read.wrong), 400);
  if (Object.keys(asked).length === 0 && all !== true) {
    return context.json(usage('name some dead letters, or say {"all": true}'), 400);
  }
  return context.json(await act(read.filter));
}

/** What this process knows of a Store's trouble; when it knows of none, what another one says. */
function stateOf(own: Health | undefined, told: Report | undefined): object {
  const { letters = {}, ...trouble } = told ?? {};
  return own === undefined || own.state === "up" ? { ...own, ...trouble, letters } : { ...trouble, ...own, letters };
}

async function forEachPage(
  app: App,
  filter: DeadLetterFilter,
  act: (ids: readonly number[]) => Promise<number>,
): Promise<number> {
  let count = 0;
  for await (const page of letterPages(app.ledger.log, filter)) count += await act(page.map((letter) => letter.id));
  return count;
}

function isTextOrNone(value: unknown): boolean {
  return value === undefined || typeof value === "string";
}

/** What was asked for, or its error in words. */
async function answer(context: Context, act: () => Promise<object>, status: 200 | 202 = 200): Promise<Response> {
  try {
    return context.json(await act(), status);
  } catch (error) {
    if (!(error instanceof CaibianError)) throw error;
    const { code, what, where, why, next } = error;
    return context.json({ error: { code, what, where, why, next } }, code === "E_STORE_UNKNOWN" ? 404 : 409);
  }
}

function usage(what: string): { readonly error: { readonly code: string; readonly what: string } } {
  return { error: { code: "E_USAGE", what } };
}
