import { rmSync } from "node:fs";
import { join } from "node:path";
import { afterAll, beforeAll, expect, test } from "vitest";
import { startSite, type FixtureSite } from "@caibian/testkit";

import { caibian, prepare } from "../support/command.ts";
import { startServing, until } from "../support/serving.ts";
import { serverLedger } from "../support/server-ledger.ts";
import { makeWorkspace, type Workspace } from "../support/workspace.ts";

const CLEAN = { missed: [], lost: [], doubled: [], corrupt: [], stale: [] };

interface Progress {
  readonly storeId: string;
  readonly state: string;
  readonly total: number;
  readonly sent: number;
}

let site: FixtureSite;
let workspace: Workspace;

beforeAll(async () => {
  site = await startSite({ articles: 60 });
  workspace = makeWorkspace(site, await serverLedger());
  await prepare(["run", "--config", workspace.configFile]);
});

afterAll(async () => {
  await site.close();
  workspace.remove();
});

async function backfill(...args: readonly string[]): Promise<{ readonly code: number | null; readonly run: Progress }> {
  const { code, stdout, stderr } = await caibian(["backfill", ...args, "--config", workspace.configFile, "--json"]);
  expect(stdout, stderr).toMatch(/^\{/);
  return { code, run: JSON.parse(stdout) as Progress };
}

/** The table is lost, as when a disk was: its cursors stay where they were. */
function loseTable(): void {
  for (const end of ["", "-wal", "-shm"]) rmSync(join(workspace.folder, `out.db${end}`), { force: true });
}

async function countRows(): Promise<number> {
  const table = (await workspace.stores()).find((store) => store.kind === "keyed");
  return table?.records.length ?? 0;
}

test("a store that lost everything is filled again, and no other is disturbed", async () => {
  loseTable();

  const { code, run } = await backfill("table");

  expect(code).toBe(0);
  expect(run).toMatchObject({ storeId: "table", state: "done", total: 60, sent: 60 });
  expect(await workspace.audit(site.served())).toMatchObject(CLEAN);
});

test("of nothing that changed since, nothing is sent", async () => {
  const { code, run } = await backfill("table", "--since", "2100-01-01");

  expect(code).toBe(0);
  expect(run).toMatchObject({ state: "done", total: 0, sent: 0 });
});

test("a store or source that nobody knows is a wrong word, not an empty run", async () => {
  expect((await caibian(["backfill", "tabel", "--config", workspace.configFile])).code).toBe(2);
  expect((await caibian(["backfill", "table", "--source", "x", "--config", workspace.configFile])).code).toBe(2);
});

test("beside a running serve, which does the sending and goes on with the news", async () => {
  loseTable();
  const serving = await startServing("serve", workspace.configFile);
  try {
    const { run } = await backfill("table");
    expect(run).toMatchObject({ storeId: "table", total: 60 });

    await until("all of it was sent", async () => {
      const { stdout } = await caibian(["status", "--config", workspace.configFile, "--json"]);
      const { backfills } = JSON.parse(stdout) as { readonly backfills: readonly Progress[] };
      return backfills.some((one) => one.storeId === "table" && one.state === "done" && one.sent === 60);
    });
  } finally {
    expect((await serving.stop()).code).toBe(0);
  }
  expect(await countRows()).toBe(60);
  expect(await workspace.audit(site.served())).toMatchObject(CLEAN);
});
