import { afterEach, expect, test } from "vitest";
import { needServer, startPostgres, startRedis, startSite } from "@caibian/testkit";

import { caibian } from "../support/command.ts";
import { makeWorkspace } from "../support/workspace.ts";

const CLEAN = { missed: [], lost: [], doubled: [], corrupt: [], stale: [] };
const servers = needServer("postgres", "failure: Redis wiped") && needServer("redis", "failure: Redis wiped");

const closers: (() => Promise<unknown> | void)[] = [];
afterEach(async () => {
  for (const close of closers.splice(0).reverse()) await close();
});

test.runIf(servers)(
  "wiping Redis again and again in the middle of a run loses nothing",
  { timeout: 180_000 },
  async () => {
    const postgres = await startPostgres();
    const redis = await startRedis({ aof: true });
    const site = await startSite({ articles: 300, delayMs: 20 });
    const workspace = makeWorkspace(site, { ledger: postgres.url, postgresStore: postgres.url });
    closers.push(
      workspace.remove,
      () => site.close(),
      () => postgres.stop(),
      () => redis.stop(),
    );

    let wipes = 0;
    const run = caibian(["run", "--config", workspace.configFile, "--json"], { env: { REDIS_URL: redis.url } });
    const isOver = run.then(() => true);
    while (!(await Promise.race([isOver, after(250)]))) {
      await redis.wipe();
      wipes++;
    }

    expect((await run).code, (await run).stderr).toBe(0);
    expect(wipes).toBeGreaterThanOrEqual(3);
    expect(await workspace.audit(site.served())).toMatchObject(CLEAN);
  },
);

function after(ms: number): Promise<false> {
  return new Promise((resolve) => setTimeout(() => resolve(false), ms));
}
