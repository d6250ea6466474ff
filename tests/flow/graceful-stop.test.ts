import { createServer } from "node:http";
import { once } from "node:events";
import { afterEach, expect, test } from "vitest";
import {
  needServer,
  startPostgres,
  startRedis,
  startSite,
  startWebhookSink,
  type Audit,
  type FixtureSite,
  type WebhookSink,
} from "@caibian/testkit";

import { caibian } from "../support/command.ts";
import { startServing, until } from "../support/serving.ts";
import { makeWorkspace, type Workspace, type WorkspaceOptions } from "../support/workspace.ts";

const CLEAN = { missed: [], lost: [], doubled: [], corrupt: [], stale: [] };
const GRACEFUL = { codes: [0, 0, 0], audit: CLEAN, repeated: [] };
const ARTICLES = 70;
const MOST_MS = 10_000;
const EVERY_TWO_SECONDS = "*/2 * * * * *";

const closers: (() => Promise<unknown> | void)[] = [];
afterEach(async () => {
  for (const close of closers.splice(0).reverse()) await close();
});

interface Ground {
  readonly site: FixtureSite;
  readonly workspace: Workspace;
}

async function begin(hook: string, options: WorkspaceOptions = {}): Promise<Ground> {
  const site = await startSite({ articles: ARTICLES, delayMs: 15 });
  const config = { schedule: EVERY_TWO_SECONDS, recheck: { afterMs: [3_600_000] } };
  const workspace = makeWorkspace(site, {
    ...options,
    config,
    moreStores: [{ id: "hook", type: "webhook", url: hook, batchSize: 5 }],
  });
  closers.push(workspace.remove, () => site.close());
  return { site, workspace };
}

/** How far each round lets it come before it is told to stop. */
const MOMENTS: readonly ((site: FixtureSite, sink: WebhookSink) => boolean)[] = [
  (site) => site.requests.length > 20,
  (_, sink) => sink.received.length > 0,
  (_, sink) => sink.received.length > 12,
];

/** What three stops in the middle and a run to the end leave. */
interface Aftermath {
  readonly codes: readonly (number | null)[];
  readonly longestMs: number;
  readonly audit: Audit;
  /** Ids of the deliveries that the webhook saw more than once. */
  readonly repeated: readonly string[];
}

async function stopAtMoments(
  { site, workspace }: Ground,
  sink: WebhookSink,
  env: Readonly<Record<string, string>>,
): Promise<Aftermath> {
  const stops: { readonly code: number | null; readonly ms: number }[] = [];
  for (const [round, hasCome] of MOMENTS.entries()) {
    const serving = await startServing("serve", workspace.configFile, env);
    closers.push(() => serving.kill());
    await until(`moment ${String(round)}`, () => Promise.resolve(hasCome(site, sink)));
    stops.push(await serving.stop());
  }
  const last = await caibian(["run", "--config", workspace.configFile], { env });
  if (last.code !== 0) throw new Error(`${last.stdout}\n${last.stderr}`);
  const ids = sink.received.map(({ headers }) => headers["webhook-id"] ?? "");
  const repeated = ids.filter((id, index) => ids.indexOf(id) !== index);
  return {
    codes: stops.map(({ code }) => code),
    longestMs: Math.max(...stops.map(({ ms }) => ms)),
    audit: await workspace.audit(site.served()),
    repeated,
  };
}

test(
  "stopped in the middle three times, nothing is half written and nothing repeated",
  { timeout: 240_000 },
  async () => {
    const sink = await startWebhookSink();
    closers.push(() => sink.close());

    const aftermath = await stopAtMoments(await begin(sink.url), sink, {});

    expect(aftermath).toMatchObject(GRACEFUL);
    expect(aftermath.longestMs).toBeLessThan(MOST_MS);
  },
);

const servers = needServer("postgres", "flow: graceful stop") && needServer("redis", "flow: graceful stop");

test.runIf(servers)("so it is on PostgreSQL and Redis", { timeout: 240_000 }, async () => {
  const postgres = await startPostgres();
  const redis = await startRedis({ aof: true });
  const sink = await startWebhookSink();
  closers.push(
    () => postgres.stop(),
    () => redis.stop(),
    () => sink.close(),
  );

  const ground = await begin(sink.url, { ledger: postgres.url });
  const aftermath = await stopAtMoments(ground, sink, { REDIS_URL: redis.url });

  expect(aftermath).toMatchObject(GRACEFUL);
  expect(aftermath.longestMs).toBeLessThan(MOST_MS);
});

test("a store that does not answer holds nobody up for more than ten seconds", { timeout: 120_000 }, async () => {
  const silent = createServer(() => undefined);
  silent.listen(0, "127.0.0.1");
  await once(silent, "listening");
  const address = silent.address();
  let posts = 0;
  silent.on("request", () => posts++);
  closers.push(() => {
    silent.closeAllConnections();
    silent.close();
  });
  const port = address !== null && typeof address === "object" ? address.port : 0;
  const { site, workspace } = await begin(`http://127.0.0.1:${String(port)}/hook`);
  const serving = await startServing("serve", workspace.configFile);
  closers.push(() => serving.kill());
  await until("a delivery is under way", () => Promise.resolve(posts > 0));

  const stopped = await serving.stop();

  expect(stopped.code, serving.log()).toBe(0);
  expect(stopped.ms).toBeLessThan(MOST_MS);
  // What was on its way waits in the ledger; nothing is half there.
  expect(await workspace.audit(site.served())).toMatchObject({ doubled: [], corrupt: [], stale: [] });
});
