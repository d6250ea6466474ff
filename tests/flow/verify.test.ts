import { rmSync } from "node:fs";
import { join } from "node:path";
import { afterAll, beforeAll, expect, test } from "vitest";
import { startSite, startWebhookSink, type FixtureSite, type WebhookSink } from "@caibian/testkit";

import { caibian, prepare } from "../support/command.ts";
import { startServing } from "../support/serving.ts";
import { serverLedger } from "../support/server-ledger.ts";
import { makeWorkspace, type Workspace } from "../support/workspace.ts";

interface Report {
  readonly compared: number;
  readonly held: number;
  readonly counts: Readonly<Record<string, number>>;
  readonly repaired: number;
  readonly left: number;
}

let site: FixtureSite;
let sink: WebhookSink;
let workspace: Workspace;

beforeAll(async () => {
  site = await startSite({ articles: 50 });
  sink = await startWebhookSink();
  workspace = makeWorkspace(site, {
    ...(await serverLedger()),
    moreStores: [{ id: "hook", type: "webhook", url: sink.url }],
  });
  await prepare(["run", "--config", workspace.configFile]);
});

afterAll(async () => {
  await site.close();
  await sink.close();
  workspace.remove();
});

async function verify(...args: readonly string[]): Promise<{ readonly code: number | null; readonly report: Report }> {
  const { code, stdout, stderr } = await caibian(["verify", ...args, "--config", workspace.configFile, "--json"]);
  expect(stdout, stderr).toMatch(/^\{/);
  return { code, report: JSON.parse(stdout) as Report };
}

test.each(["files", "table"])("the store %s holds what it ought to", async (store) => {
  const { code, report } = await verify(store);

  expect(code).toBe(0);
  expect(report).toMatchObject({ compared: 50, held: 50, left: 0 });
});

test("what a store lost is told, and repaired on request", async () => {
  for (const end of ["", "-wal", "-shm"]) rmSync(join(workspace.folder, `out.db${end}`), { force: true });

  const seen = await verify("table");
  const mended = await verify("table", "--repair");
  const after = await verify("table");

  expect(seen).toMatchObject({ code: 1, report: { counts: { missing: 50 }, left: 50 } });
  expect(mended).toMatchObject({ code: 0, report: { counts: { missing: 50 }, repaired: 50, left: 0 } });
  expect(after).toMatchObject({ code: 0, report: { counts: { missing: 0 }, left: 0 } });
});

test("a withdrawal counts on both sides", async () => {
  const [gone = ""] = site.ids();
  site.withdraw(gone, 410);
  expect((await caibian(["run", "--recheck", "--config", workspace.configFile])).code).toBe(0);

  for (const store of ["files", "table"]) {
    expect(await verify(store)).toMatchObject({ code: 0, report: { compared: 50, left: 0 } });
  }
});

test("a store of messages says that it cannot be asked", async () => {
  const { code, stderr } = await caibian(["verify", "hook", "--config", workspace.configFile]);

  expect(code).toBe(2);
  expect(stderr).toContain("E_STORE_NOT_ASKABLE");
});

test("beside a running serve: from the command, and through the console for what only the server can open", async () => {
  const serving = await startServing("serve", workspace.configFile);
  try {
    expect(await verify("table")).toMatchObject({ code: 0, report: { left: 0 } });

    const ask = (headers: Record<string, string>): Promise<Response> =>
      fetch(`${serving.consoleUrl}/api/stores/files/verify`, { method: "POST", headers });
    const json = { "content-type": "application/json" };
    const answer = await ask(json);
    expect(answer.status).toBe(200);
    expect(await answer.json()).toMatchObject({ compared: 50, left: 0 });
    expect((await ask({})).status).toBe(403);
    expect((await ask({ ...json, origin: "http://elsewhere.example" })).status).toBe(403);
  } finally {
    expect((await serving.stop()).code).toBe(0);
  }
});
