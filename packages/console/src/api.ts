import type { App } from "@caibian/pipeline";
import type { ArticleStatus } from "@caibian/schema";
import type { Hono } from "hono";

const STATUSES: readonly string[] = ["usable", "quarantined", "withdrawn"] satisfies readonly ArticleStatus[];
const MAX_ROWS = 500;

/** Read-only JSON: `/api/status`, `/api/sources`, `/api/sources/:id`, `/api/articles`, `/api/articles/:id`. */
export function addApi(routes: Hono, app: App): void {
  routes.get("/api/status", async (context) => context.json(await app.ledger.status()));

  routes.get("/api/sources", async (context) => context.json((await app.ledger.status()).sources));

  routes.get("/api/sources/:id", async (context) => {
    const id = context.req.param("id");
    const source = (await app.ledger.status()).sources.find((one) => one.id === id);
    if (source === undefined) return context.json(usage("no source has this id"), 404);
    const limit = bounded(context.req.query("limit"), 50, MAX_ROWS);
    return context.json({ ...source, healthChanges: await app.ledger.healthChanges({ source: id, limit }) });
  });

  routes.get("/api/articles", async (context) => {
    const { source, status, text, limit, offset } = context.req.query();
    if (status !== undefined && !isStatus(status))
      return context.json(usage(`status is one of ${STATUSES.join(", ")}`), 400);
    const rows = await app.ledger.articles({
      ...(source === undefined ? {} : { source }),
      ...(status === undefined ? {} : { status }),
      ...(text === undefined ? {} : { text }),
      limit: bounded(limit, 50, MAX_ROWS),
      offset: bounded(offset, 0, 1_000_000),
    });
    return context.json(rows);
  });

  routes.get("/api/articles/:id", async (context) => {
    const article = await app.ledger.article(context.req.param("id"));
    return article === null ? context.json(usage("no article has this id"), 404) : context.json(article);
  });
}

function isStatus(text: string): text is ArticleStatus {
  return STATUSES.includes(text);
}

function bounded(text: string | undefined, fallback: number, most: number): number {
  const value = text === undefined ? fallback : Number(text);
  return Number.isInteger(value) && value >= 0 ? Math.min(value, most) : fallback;
}

function usage(what: string): { readonly error: { readonly code: string; readonly what: string } } {
  return { error: { code: "E_USAGE", what } };
}
