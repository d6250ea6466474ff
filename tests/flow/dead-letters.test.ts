import { afterAll, beforeAll, expect, test } from "vitest";
import { startSite, startWebhookSink, type FixtureSite, type WebhookSink } from "@caibian/testkit";

import { caibian, prepare } from "../support/command.ts";
import { startServing, until } from "../support/serving.ts";
import { serverLedger } from "../support/server-ledger.ts";
import { makeWorkspace, type Workspace } from "../support/workspace.ts";

interface Letter {
  readonly id: number;
  readonly storeId: string;
  readonly articleId: string;
  readonly revision: number;
  readonly class: string;
  readonly reason: string;
  readonly record: { readonly id: string; readonly revision: number; readonly title: string } | null;
}

let site: FixtureSite;
let sink: WebhookSink;
let workspace: Workspace;
let refuses = true;

beforeAll(async () => {
  site = await startSite({ articles: 20 });
  sink = await startWebhookSink({ fail: () => (refuses ? 422 : null) });
  workspace = makeWorkspace(site, {
    ...(await serverLedger()),
    moreStores: [{ id: "hook", type: "webhook", url: sink.url }],
  });
  await prepare(["run", "--config", workspace.configFile], 1);
});

afterAll(async () => {
  await site.close();
  await sink.close();
  workspace.remove();
});

async function replay(
  ...args: readonly string[]
): Promise<{ readonly code: number | null; readonly letters: readonly Letter[] }> {
  const { code, stdout, stderr } = await caibian(["replay", ...args, "--config", workspace.configFile, "--json"]);
  expect(stdout, stderr).toMatch(/^\[/);
  return { code, letters: JSON.parse(stdout) as readonly Letter[] };
}

test("what a store refuses is listed with class, reason and record", async () => {
  const { code, letters } = await replay("--list");

  expect(code).toBe(0);
  expect(letters).toHaveLength(20);
  for (const letter of letters) {
    expect(letter).toMatchObject({ storeId: "hook", class: "bad-record", revision: 1 });
    expect(letter.reason).toContain("422");
    expect(letter.record).toMatchObject({ id: letter.articleId, revision: 1 });
  }
});

test("filters leave what they say", async () => {
  const [first] = (await replay("--list")).letters;

  const count = async (...args: readonly string[]): Promise<number> => (await replay("--list", ...args)).letters.length;
  expect(await count("--class", "crash")).toBe(0);
  expect(await count("--reason", "422", "--store", "hook")).toBe(20);
  expect(await count("--article", first?.articleId ?? "")).toBe(1);
  expect(await count("--until", "2000-01-01")).toBe(0);
  expect((await caibian(["replay", "--store", "hooks", "--config", workspace.configFile])).code).toBe(2);
});

test("dropped ones are forgotten, refused ones stay, and delivered ones are gone", async () => {
  const [first, second] = (await replay("--list")).letters;
  expect((await caibian(["replay", "--drop", "--config", workspace.configFile])).code).toBe(2);
  await replay("--drop", "--article", first?.articleId ?? "");
  expect((await replay(String(second?.id))).code).toBe(1);
  expect((await replay("--list")).letters).toHaveLength(19);
  refuses = false;

  const { code } = await replay(String(second?.id));

  expect(code).toBe(0);
  expect((await replay("--list")).letters).toHaveLength(18);
});

test("beside a running serve the console lists them, and has them sent in bulk", async () => {
  const serving = await startServing("serve", workspace.configFile);
  try {
    const letters = `${serving.consoleUrl}/api/dead-letters`;
    const headers = { "content-type": "application/json" };
    const post = (path: string, body: object): Promise<Response> =>
      fetch(`${letters}/${path}`, { method: "POST", headers, body: JSON.stringify(body) });
    const list = async (): Promise<readonly Letter[]> => (await (await fetch(letters)).json()) as readonly Letter[];
    expect(await list()).toHaveLength(18);
    expect((await fetch(`${letters}?colour=red`)).status).toBe(400);
    expect((await post("drop", {})).status).toBe(400);

    const answer = await post("replay", { store: "hook", class: "bad-record" });

    expect(await answer.json()).toEqual({ asked: 18 });
    await until("all were sent", async () => (await list()).length === 0);
    const stores = (await (await fetch(`${serving.consoleUrl}/api/stores`)).json()) as readonly object[];
    expect(stores).toMatchObject([
      { storeId: "files", state: "up", behind: 0, deadLetters: 0, holdsVisits: false },
      { storeId: "table" },
      { storeId: "hook", type: "webhook", backfill: null },
    ]);
  } finally {
    expect((await serving.stop()).code).toBe(0);
  }
});
