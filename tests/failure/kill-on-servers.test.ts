import { afterEach, expect, test } from "vitest";
import { needServer, startPostgres, startRedis, startSite } from "@caibian/testkit";

import { cleanEnv } from "../support/command.ts";
import { makeWorkspace } from "../support/workspace.ts";
import { surviveKills } from "./survive-kills.ts";

const CLEAN = { missed: [], lost: [], doubled: [], corrupt: [], stale: [] };

const closers: (() => Promise<unknown> | void)[] = [];
afterEach(async () => {
  for (const close of closers.splice(0).reverse()) await close();
});

test.runIf(needServer("postgres", "kill: PostgreSQL") && needServer("redis", "kill: Redis"))(
  "a killed process loses and doubles nothing on PostgreSQL and Redis",
  { timeout: 400_000 },
  async () => {
    const postgres = await startPostgres();
    closers.push(() => postgres.stop());
    const redis = await startRedis({ aof: true });
    closers.push(() => redis.stop());
    const site = await startSite({ articles: 150 });
    const workspace = makeWorkspace(site, { ledger: postgres.url, postgresStore: postgres.url });
    closers.push(workspace.remove, () => site.close());

    const { kills } = await surviveKills({ site, workspace, env: cleanEnv({ REDIS_URL: redis.url }) });

    expect(kills).toBeGreaterThanOrEqual(20);
    expect(await workspace.audit(site.served())).toMatchObject(CLEAN);
  },
);
