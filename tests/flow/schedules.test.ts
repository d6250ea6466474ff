import { openLedger, type Ledger, type ScheduleState } from "@caibian/ledger";
import { loadConfig } from "@caibian/pipeline";
import { needServer, startPostgres, startRedis, startSite } from "@caibian/testkit";
import { afterEach, expect, test } from "vitest";

import { caibian } from "../support/command.ts";
import { startServing, until } from "../support/serving.ts";
import { makeWorkspace, type Workspace, type WorkspaceOptions } from "../support/workspace.ts";

const HOUR = 3_600_000;
const closers: (() => Promise<unknown> | void)[] = [];
afterEach(async () => {
  for (const close of closers.splice(0).reverse()) await close();
});

async function begin(schedule: string, options: WorkspaceOptions = {}): Promise<Workspace> {
  const site = await startSite({ articles: 7 });
  const workspace = makeWorkspace({ hosts: site.hosts.slice(0, 2) }, { ...options, config: { schedule } });
  closers.push(workspace.remove, () => site.close());
  return workspace;
}

/** Looks into the ledger beside whoever has it. */
async function look<T>(location: string, question: (ledger: Ledger) => Promise<T>): Promise<T> {
  const ledger = await openLedger({ location, role: "visitor" });
  try {
    return await question(ledger);
  } finally {
    await ledger.close();
  }
}

const visitsOf = async (location: string, sourceId: string): Promise<readonly number[]> =>
  (await look(location, (ledger) => ledger.visits(sourceId, 1000))).map(({ visit }) => Date.parse(visit.startedAt));

/** Cron text of a time of day that does not come while the test runs. */
function halfADayAway(): string {
  return `0 ${String((new Date(Date.now() + 8 * HOUR).getUTCHours() + 12) % 24)} * * *`;
}

const isPlanned = ({ nextAt, ranAt }: ScheduleState): boolean =>
  ranAt !== null && nextAt !== null && Date.parse(nextAt) > Date.now();

test("runs that were missed while nothing ran are made once", { timeout: 120_000 }, async () => {
  const workspace = await begin(halfADayAway());
  const { ledger: location, sources } = await loadConfig(workspace.configFile, {});
  await look(location, async (ledger) => {
    await ledger.syncSources(sources);
    const missed = Date.now() - 72 * HOUR;
    await ledger.plans.plan(
      sources.map(({ id, schedule, timeZone }) => ({ sourceId: id, cron: schedule ?? "", timeZone, nextMs: missed })),
    );
  });

  const serving = await startServing("serve", workspace.configFile);
  closers.push(() => serving.kill());
  await until("every missed run is made", async () =>
    (await look(location, (ledger) => ledger.schedules())).every(isPlanned),
  );
  await new Promise((resolve) => setTimeout(resolve, 6_000));

  for (const { id } of sources) expect(await visitsOf(location, id), serving.log()).toHaveLength(1);
});

test("a paused source rests, is visited when asked for, and goes on when resumed", { timeout: 120_000 }, async () => {
  const workspace = await begin("*/2 * * * * *");
  const { ledger: location, sources } = await loadConfig(workspace.configFile, {});
  const id = sources[0]?.id ?? "";
  const config = ["--config", workspace.configFile];
  const serving = await startServing("serve", workspace.configFile);
  closers.push(() => serving.kill());
  await until("it was visited", async () => (await visitsOf(location, id)).length > 1);

  expect((await caibian(["schedule", "pause", id, ...config])).stdout).toContain("Paused 1 source");
  await new Promise((resolve) => setTimeout(resolve, 3_000));
  const before = (await visitsOf(location, id)).length;
  await new Promise((resolve) => setTimeout(resolve, 5_000));
  expect(await visitsOf(location, id)).toHaveLength(before);
  expect((await caibian(["status", ...config])).stdout).toContain(`source ${id} is paused since`);
  expect((await caibian(["schedule", ...config])).stdout).toMatch(/paused since/);

  expect((await caibian(["schedule", "run", id, ...config])).stdout).toContain("Asked for a visit of 1 source");
  await until("the visit that was asked for", async () => (await visitsOf(location, id)).length === before + 1);
  await new Promise((resolve) => setTimeout(resolve, 5_000));
  expect(await visitsOf(location, id)).toHaveLength(before + 1);

  await caibian(["schedule", "resume", id, ...config]);
  await until("it is visited on schedule again", async () => (await visitsOf(location, id)).length > before + 2);
  const post = (path: string, headers: Record<string, string>): Promise<Response> =>
    fetch(`${serving.consoleUrl}/api/schedules/${path}`, { method: "POST", headers });
  const json = { "content-type": "application/json" };
  expect(await (await post(`${id}/pause`, json)).json()).toMatchObject({ sourceId: id, pausedAt: expect.any(String) });
  expect((await post("nobody/pause", json)).status).toBe(404);
  expect((await post(`${id}/resume`, {})).status).toBe(403);
  const refused = await caibian(["schedule", "pause", "nobody", ...config]);
  expect(refused.code).toBe(2);
});

const servers = needServer("postgres", "flow: two that serve") && needServer("redis", "flow: two that serve");

test.runIf(servers)(
  "of two that serve one keeps the schedules, the other when it is gone",
  { timeout: 180_000 },
  async () => {
    const postgres = await startPostgres();
    const redis = await startRedis({ aof: true });
    closers.push(
      () => postgres.stop(),
      () => redis.stop(),
    );
    const workspace = await begin("*/5 * * * * *", { ledger: postgres.url });
    const id = (await loadConfig(workspace.configFile, {})).sources[0]?.id ?? "";
    const env = { REDIS_URL: redis.url };
    const first = await startServing("serve", workspace.configFile, env);
    const second = await startServing("serve", workspace.configFile, env);
    closers.push(
      () => first.kill(),
      () => second.kill(),
    );

    await until("four visits", async () => (await visitsOf(postgres.url, id)).length >= 4);
    const windows = (await visitsOf(postgres.url, id)).map((at) => Math.floor((at + 1_000) / 5_000));
    expect(new Set(windows).size, JSON.stringify(windows)).toBe(windows.length);
    await first.kill();
    await redis.wipe();
    const before = (await visitsOf(postgres.url, id)).length;
    await until("the other goes on", async () => (await visitsOf(postgres.url, id)).length > before + 1);
  },
);
