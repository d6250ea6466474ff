import { eraseRaw, idsMeant, reinstateSelected, withdrawSelected, type App } from "@caibian/pipeline";
import { withdrawalRequestSchema } from "@caibian/schema";
import type { Hono, MiddlewareHandler } from "hono";

import { readBody } from "./read-body.ts";

/** Up to so many articles go without `yes`. */
const MOST_UNASKED = 20;

/** `POST /api/withdraw`: what `caibian withdraw` does; `GET /api/audit`: who had what taken back, and why. */
export function addWithdrawApi(routes: Hono, app: App, guard: MiddlewareHandler): void {
  routes.get("/api/audit", async (context) => context.json(await app.ledger.audit()));

  routes.post("/api/withdraw", guard, async (context) => {
    const read = withdrawalRequestSchema.safeParse(await readBody(context));
    if (!read.success) {
      const what = read.error.issues.map(({ path, message }) => [...path, message].join(": ")).join("; ");
      return context.json({ error: { code: "E_USAGE", what } }, 400);
    }
    const { action, raw, by: actor, reason, dryRun, yes, ...selector } = read.data;
    const ids = await idsMeant(app.ledger, selector);
    const articles = ids.length;
    if (dryRun) return context.json({ articles });
    if (articles > MOST_UNASKED && !yes) {
      const what = `${articles} articles are meant: send "yes": true to go ahead`;
      return context.json({ error: { code: "E_CONFIRM", what }, articles }, 409);
    }
    const order = { actor, reason, selector };
    const { heads, ...done } =
      action === "reinstate"
        ? await reinstateSelected(app.ledger, order)
        : await withdrawSelected(app.ledger, { ...order, erase: action === "erase" });
    await app.publisher.notify(heads.map(({ shard }) => shard));
    if (!raw) return context.json({ articles, ...done });
    // By their ids: a group of reprints is none any more when its articles are withdrawn.
    return context.json({ articles, ...done, raw: await eraseRaw(app.config, app.ledger, ids, order) });
  });
}
