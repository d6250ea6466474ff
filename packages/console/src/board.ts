import { serveStatic } from "@hono/node-server/serve-static";
import { createBullBoard } from "@bull-board/api";
import { BullMQAdapter } from "@bull-board/api/bullMQAdapter";
import { HonoAdapter } from "@bull-board/hono";
import type { App } from "@caibian/pipeline";
import type { Hono } from "hono";
import { secureHeaders } from "hono/secure-headers";

/** A BullMQ queue: `packages/queue` keeps the type to itself, the board's adapter names it. */
type BoardQueue = ConstructorParameters<typeof BullMQAdapter>[0];

const OWN = "'self'";

/** `/board`: the queues, to look at only. Nothing of the page is asked of another host; it names fonts of Google's. */
export function addBoard(routes: Hono, app: Pick<App, "queue">): void {
  const adapter = new HonoAdapter(serveStatic);
  adapter.setBasePath("/board");
  const Adapter = app.queue.engine === "redis" ? BullMQAdapter : TableQueueAdapter;
  const queues = app.queue.board().map((queue) => new Adapter(queue as BoardQueue, { readOnlyMode: true }));
  createBullBoard({
    queues,
    serverAdapter: adapter,
    options: { uiConfig: { boardTitle: "caibian 采编", hideDocsLink: true } },
  });
  const headers = secureHeaders({
    contentSecurityPolicy: {
      defaultSrc: [OWN],
      styleSrc: [OWN, "'unsafe-inline'"],
      imgSrc: [OWN, "data:"],
      frameAncestors: ["'none'"],
    },
    // Plain HTTP on loopback is what it is served on.
    strictTransportSecurity: false,
  });
  routes.use("/board", headers);
  routes.use("/board/*", headers);
  routes.route("/board", adapter.registerPlugin());
}

/** A queue in tables does not know who works on it: the board would say that nobody does. */
class TableQueueAdapter extends BullMQAdapter {
  override getWorkers(): Promise<null> {
    return Promise.resolve(null);
  }
}
