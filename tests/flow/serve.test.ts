import { afterEach, expect, test } from "vitest";
import { needServer, startPostgres, startRedis, startSite, type FixtureSite } from "@caibian/testkit";

import { caibian } from "../support/command.ts";
import { startServing, until } from "../support/serving.ts";
import { makeWorkspace, type Workspace, type WorkspaceOptions } from "../support/workspace.ts";

const CLEAN = { missed: [], lost: [], doubled: [], corrupt: [], stale: [] };
const EVERY_TWO_SECONDS = "*/2 * * * * *";

interface Status {
  readonly articles: { readonly usable: number };
  readonly logHead: number;
  readonly stores: readonly { readonly storeId: string; readonly behind: number }[];
}

const closers: (() => Promise<unknown> | void)[] = [];
afterEach(async () => {
  for (const close of closers.splice(0).reverse()) await close();
});

async function begin(
  options: WorkspaceOptions,
): Promise<{ readonly site: FixtureSite; readonly workspace: Workspace }> {
  const site = await startSite({ articles: 70 });
  const config = { schedule: EVERY_TWO_SECONDS, recheck: { afterMs: [0, 3_600_000] }, ...options.config };
  const workspace = makeWorkspace(site, { ...options, config });
  closers.push(workspace.remove, () => site.close());
  return { site, workspace };
}

async function statusOf(workspace: Workspace, env: Record<string, string> = {}): Promise<Status> {
  const { code, stdout, stderr } = await caibian(["status", "--config", workspace.configFile, "--json"], { env });
  expect(code, stderr).toBe(0);
  return JSON.parse(stdout) as Status;
}

const isSettled = (status: Status, articles: number): boolean =>
  status.articles.usable === articles && status.stores.every((store) => store.behind === 0);

test(
  "serve visits on schedule; status and articles work beside it; SIGTERM ends it cleanly",
  { timeout: 120_000 },
  async () => {
    const { site, workspace } = await begin({});
    const serving = await startServing("serve", workspace.configFile);
    closers.push(() => serving.kill());

    await until("all articles are delivered", async () => isSettled(await statusOf(workspace), 70));
    const added = site.add();
    await until("the added one comes by itself", async () => isSettled(await statusOf(workspace), 71));

    const beside = await caibian(["articles", "--config", workspace.configFile, "--limit", "100", "--json"]);
    const rows = JSON.parse(beside.stdout) as readonly { readonly url: string }[];
    expect(rows.map((row) => row.url)).toContain(added.url);
    const second = await caibian(["run", "--config", workspace.configFile]);
    expect(second.code).toBe(4);
    expect(second.stderr).toContain(String(serving.pid));

    const stopped = await serving.stop();
    expect(stopped.code, serving.log()).toBe(0);
    expect(stopped.ms).toBeLessThan(10_000);
    expect(await workspace.audit(site.served())).toMatchObject(CLEAN);
  },
);

test(
  "the console shows health, metrics, the records and the queue board, on loopback names only",
  { timeout: 120_000 },
  async () => {
    const { workspace } = await begin({});
    const serving = await startServing("serve", workspace.configFile);
    closers.push(() => serving.kill());
    const read = async (path: string, headers: Record<string, string> = {}): Promise<Response> =>
      fetch(`${serving.consoleUrl}${path}`, { headers });
    await until("all articles are delivered", async () => isSettled(await statusOf(workspace), 70));

    expect(await (await read("/healthz")).json()).toEqual({ ok: true, disk: "ok" });
    const metrics = await (await read("/metrics")).text();
    expect(metrics).toMatch(/caibian_store_behind_rows\{store="files"\} 0/);
    expect(metrics).toMatch(/caibian_source_state\{source="city",state="ok"\} 1/);
    expect(metrics).toMatch(/caibian_articles\{status="usable"\} 70/);
    expect(metrics).toMatch(/caibian_queue_jobs\{lane="deliver",state="waiting"\} \d+/);
    const rows = (await (await read("/api/articles?limit=3")).json()) as readonly { readonly id: string }[];
    expect(rows).toHaveLength(3);
    const article = (await (await read(`/api/articles/${rows[0]?.id ?? ""}`)).json()) as { readonly title: string };
    expect(article.title).not.toBe("");
    expect((await read("/api/articles/nothing")).status).toBe(404);
    const board = await read("/board");
    expect(await board.text()).toContain("caibian");
    expect(board.headers.get("content-security-policy")).toContain("default-src 'self'");
    expect(await (await read("/board/api/queues")).json()).toMatchObject({ queues: [{ hasWorkers: null }, {}] });
    expect((await read("/board/api/queues")).status).toBe(200);
  },
);

const servers = needServer("postgres", "flow: serve and workers") && needServer("redis", "flow: serve and workers");

test.runIf(servers)(
  "a serve and two workers share the work on PostgreSQL and Redis",
  { timeout: 180_000 },
  async () => {
    const postgres = await startPostgres();
    const redis = await startRedis({ aof: true });
    closers.push(
      () => postgres.stop(),
      () => redis.stop(),
    );
    const { site, workspace } = await begin({
      ledger: postgres.url,
      postgresStore: postgres.url,
      config: { schedule: EVERY_TWO_SECONDS },
    });
    const env = { REDIS_URL: redis.url };
    const processes = await Promise.all([
      startServing("serve", workspace.configFile, env),
      startServing("worker", workspace.configFile, env),
      startServing("worker", workspace.configFile, env),
    ]);
    for (const one of processes) closers.push(() => one.kill());

    await until("all articles are delivered", async () => isSettled(await statusOf(workspace, env), 70));
    const before = (await statusOf(workspace, env)).logHead;
    await redis.wipe();
    site.add();
    await until(
      "the schedules outlive a wiped Redis",
      async () => isSettled(await statusOf(workspace, env), 71),
      120_000,
    );
    expect((await statusOf(workspace, env)).logHead).toBeGreaterThan(before);

    for (const one of processes) expect((await one.stop()).code, one.log()).toBe(0);
    const visitors = processes.filter((one) => /visit of \w+ begins/.test(one.log()));
    expect(visitors.length).toBeGreaterThanOrEqual(2);
    expect(await workspace.audit(site.served())).toMatchObject(CLEAN);
  },
);
