import { afterEach, expect, test } from "vitest";
import { fileURLToPath } from "node:url";
import {
  auditBooks,
  needServer,
  readPostgres,
  spawnUntil,
  startPostgres,
  startRedis,
  startSite,
  startWebhookSink,
} from "@caibian/testkit";

import { caibian, cleanEnv } from "../support/command.ts";
import { startServing, until } from "../support/serving.ts";
import { makeWorkspace } from "../support/workspace.ts";

const CLEAN = { missed: [], lost: [], doubled: [], corrupt: [], stale: [] };
const DIE_SERVING = fileURLToPath(new URL("../torture/die-serving.mjs", import.meta.url));
const BATCH_SIZE = 10;

/** Where a `serve` dies: after a fetch, around a commit, and around a Store's write. */
const POINTS = [
  ["scrape/list", 2],
  ["scrape/page", 9],
  ["parsed", 15],
  ["commit-begins", 1],
  ["commit-ended", 2],
  ["publish/batch-read", 2],
  ["publish/batch-written", 3],
  ["publish/advanced", 4],
] as const;

const closers: (() => Promise<unknown> | void)[] = [];
afterEach(async () => {
  for (const close of closers.splice(0).reverse()) await close();
});

test.runIf(needServer("postgres", "kill: serve") && needServer("redis", "kill: serve"))(
  "a serve that dies at any point loses and doubles nothing, and a webhook sees one batch a kill again at most",
  { timeout: 300_000 },
  async () => {
    const postgres = await startPostgres();
    const redis = await startRedis({ aof: true });
    const sink = await startWebhookSink();
    const site = await startSite({ articles: 70 });
    const hook = { id: "hook", type: "webhook", url: sink.url, batchSize: BATCH_SIZE };
    const main = { id: "main", type: "postgres", url: postgres.url, table: "delivered" };
    const config = {
      schedule: "* * * * * *",
      rhythm: null,
      recheck: { afterMs: [0, 3_600_000] },
      stores: [main, hook],
    };
    const workspace = makeWorkspace(site, { ledger: postgres.url, config });
    closers.push(
      workspace.remove,
      () => site.close(),
      () => sink.close(),
      () => postgres.stop(),
      () => redis.stop(),
    );
    const env = cleanEnv({ REDIS_URL: redis.url });

    for (const [event, count] of POINTS) {
      for (let n = 0; n < 7; n++) site.add();
      const args = [DIE_SERVING, "serve", workspace.configFile, event, String(count)];
      const run = await spawnUntil({ command: process.execPath, args, env, killAt: { afterMs: 60_000 } });
      expect(run, `${event} ${count}: ${run.stderr}`).toMatchObject({ signal: "SIGKILL", killed: false });
      // What the dead process was at is freed by time alone (the torture waits for it); a wiped queue starts at once.
      await redis.wipe();
    }
    const serving = await startServing("serve", workspace.configFile, env);
    closers.push(() => serving.kill());
    await until("all is delivered", async () => {
      const { stdout } = await caibian(["status", "--config", workspace.configFile, "--json"], { env });
      const status = JSON.parse(stdout) as Status;
      return status.articles.usable === site.ids().length && status.stores.every(({ behind }) => behind === 0);
    });
    expect((await serving.stop()).code, serving.log()).toBe(0);

    const stores = [await readPostgres(postgres.url, "delivered"), sink.reading()];
    const audit = auditBooks({ served: site.served(), accepted: await workspace.accepted(), stores });
    expect(audit).toMatchObject(CLEAN);
    expect(audit.repeats).toBeLessThanOrEqual(POINTS.length * BATCH_SIZE);
  },
);

interface Status {
  readonly articles: { readonly usable: number };
  readonly stores: readonly { readonly storeId: string; readonly behind: number }[];
}
