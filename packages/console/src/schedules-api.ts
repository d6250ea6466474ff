import type { App } from "@caibian/pipeline";
import type { Hono, MiddlewareHandler } from "hono";

type Wish = Parameters<App["ledger"]["wish"]>[0];

const WISHES: readonly Wish[] = ["pause", "resume", "run"];

/** `/api/schedules`, and `POST /api/schedules/:id/pause`, `/resume`, `/run`, guarded by `guard`. */
export function addSchedulesApi(routes: Hono, app: App, guard: MiddlewareHandler): void {
  routes.get("/api/schedules", async (context) => context.json(await app.ledger.schedules()));

  for (const wish of WISHES) {
    routes.post(`/api/schedules/:id/${wish}`, guard, async (context) => {
      const id = context.req.param("id");
      const known = await app.ledger.wish(wish, [id]);
      if (known === 0) return context.json({ error: { code: "E_USAGE", what: "no source has this id" } }, 404);
      const state = (await app.ledger.schedules()).find(({ sourceId }) => sourceId === id);
      return context.json(state ?? null, 202);
    });
  }
}
