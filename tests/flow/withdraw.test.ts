import { readFileSync } from "node:fs";
import { join } from "node:path";
import { openLedger, type ArticleRow } from "@caibian/ledger";
import { readSqlite, startSite, type FixtureSite } from "@caibian/testkit";
import { afterAll, beforeAll, expect, test } from "vitest";

import { caibian, prepare, type CommandResult } from "../support/command.ts";
import { startServing, until } from "../support/serving.ts";
import { allArticles, makeWorkspace, type Workspace } from "../support/workspace.ts";

let site: FixtureSite;
let workspace: Workspace;
let rows: readonly ArticleRow[];

beforeAll(async () => {
  site = await startSite({ articles: 40 });
  workspace = makeWorkspace(site);
  await prepare(["run", "--config", workspace.configFile]);
  const ledger = await openLedger({ location: join(workspace.folder, "data") });
  rows = (await allArticles(ledger)).filter(({ status }) => status === "usable");
  await ledger.close();
});
afterAll(async () => {
  workspace.remove();
  await site.close();
});

function withdraw(...args: readonly string[]): Promise<CommandResult> {
  return caibian(["withdraw", ...args, "--config", workspace.configFile]);
}

const file = (): string => readFileSync(join(workspace.folder, "out", "articles.jsonl"), "utf8");
const inTable = (id: string): string | undefined =>
  readSqlite(join(workspace.folder, "out.db")).records.find((record) => record.id === id)?.status;

test("an article is taken back from every store, and its page does not bring it back", async () => {
  const { id, url, title } = rows[0]!;

  const { code, stdout } = await withdraw(url!.replace(/^https?:/, "http:"), "--reason", "asked by the editors");

  expect(code, stdout).toBe(0);
  expect(stdout).toContain("Withdrew 1 article");
  expect(inTable(id)).toBe("withdrawn");
  expect(JSON.parse(file().trimEnd().split("\n").at(-1)!)).toMatchObject({ id, status: "withdrawn" });
  expect(file()).toContain(title);
  await prepare(["run", "--recheck", "--config", workspace.configFile]);
  expect(inTable(id)).toBe("withdrawn");
});

test("a takedown leaves no word of it in any store or in the ledger", async () => {
  const { id, title } = rows[1]!;
  expect(file()).toContain(title);

  expect((await withdraw("--id", id, "--erase")).code).toBe(0);

  expect(file()).not.toContain(title);
  expect(inTable(id)).toBe("withdrawn");
  const { stdout } = await caibian(["articles", id, "--config", workspace.configFile, "--json"]);
  expect(stdout).not.toContain(title);
});

test("what was taken back can be brought back", async () => {
  const { id } = rows[2]!;
  await prepare(["withdraw", "--id", id, "--config", workspace.configFile]);
  expect(inTable(id)).toBe("withdrawn");

  expect((await withdraw("--id", id, "--undo")).code).toBe(0);

  expect(inTable(id)).toBe("usable");
});

test("many articles want a yes, and a dry run shows them", async () => {
  const source = rows[0]!.sourceId!;
  const mine = rows.filter((row) => row.sourceId === source).length;

  const dry = await withdraw("--source", source, "--dry-run", "--json");
  expect((JSON.parse(dry.stdout) as { count: number }).count).toBeGreaterThanOrEqual(mine);
  expect(rows.length).toBeGreaterThan(20);
  const hosts = [...new Set(rows.map(({ url }) => new URL(url!).hostname))].flatMap((host) => ["--host", host]);
  expect(await withdraw(...hosts)).toMatchObject({ code: 2, stderr: expect.stringContaining("--yes") });
});

test("nothing named, a URL that is none, and an article that nobody knows are told apart", async () => {
  expect(await withdraw()).toMatchObject({ code: 2, stderr: expect.stringContaining("No article is named") });
  expect((await withdraw("page.html")).code).toBe(2);
  expect(await withdraw("https://nobody.example.cn/1.html")).toMatchObject({ code: 1 });
});

test("the audit tells who did what and why", async () => {
  const { stdout } = await withdraw("--audit", "--json");

  const entries = JSON.parse(stdout) as readonly { action: string; reason: string | null; articleIds: string[] }[];
  expect(entries.toReversed().map(({ action }) => action)).toEqual(["withdraw", "erase", "withdraw", "reinstate"]);
  expect(entries.at(-1)).toMatchObject({ reason: "asked by the editors", articleIds: [rows[0]!.id] });
});

test("a group of copies is withdrawn whole, again without harm, and brought back whole", async () => {
  const group = rows.slice(-3).map(({ id }) => id);
  const [founder = "", ...copies] = group;
  const ledger = await openLedger({ location: join(workspace.folder, "data") });
  const links = copies.map((articleId) => ({ articleId, otherId: founder, strength: "strong" }) as const);
  const members = (await ledger.reprints.join(links, [founder])).get(founder)?.members.length;
  await ledger.withdraw([copies[0]!], {
    actor: "killed",
    reason: null,
    selector: { clusters: [founder] },
    erase: false,
  });
  await ledger.close();
  expect(members).toBe(3);

  for (const left of [2, 0]) {
    const { code, stdout } = await withdraw("--cluster", copies[1]!, "--json");
    expect(code, stdout).toBe(0);
    expect(JSON.parse(stdout)).toMatchObject({ withdrawn: left, unchanged: 3 - left });
    expect(group.map(inTable)).toEqual(["withdrawn", "withdrawn", "withdrawn"]);
  }

  expect((await withdraw("--cluster", copies[1]!, "--undo")).code).toBe(0);
  expect(group.map(inTable)).toEqual(["usable", "usable", "usable"]);
});

test("the console takes the same order, from its own pages and with a yes for many", async () => {
  const { id } = rows[3]!;
  const serving = await startServing("serve", workspace.configFile);
  try {
    const json = { "content-type": "application/json" };
    const ask = (body: object, headers: Record<string, string> = json): Promise<Response> =>
      fetch(`${serving.consoleUrl}/api/withdraw`, { method: "POST", headers, body: JSON.stringify(body) });
    const source = rows[0]!.sourceId!;

    expect((await ask({ ids: [id], by: "lin" }, { ...json, origin: "http://elsewhere.example" })).status).toBe(403);
    expect((await ask({ by: "lin" })).status).toBe(400);
    expect(await (await ask({ ids: [id], by: "lin", dryRun: true })).json()).toEqual({ articles: 1 });
    const hosts = [...new Set(rows.map(({ url }) => new URL(url!).hostname))];
    expect((await ask({ hosts, sources: [source], by: "lin" })).status).toBe(409);
    expect(inTable(id)).toBe("usable");

    const done = await ask({ ids: [id], by: "lin", reason: "asked by letter" });
    expect(done.status).toBe(200);
    expect(await done.json()).toMatchObject({ articles: 1, withdrawn: 1 });
    await until("the store took it back", () => Promise.resolve(inTable(id) === "withdrawn"));
    const audit = (await (await fetch(`${serving.consoleUrl}/api/audit`)).json()) as readonly object[];
    expect(audit[0]).toMatchObject({ actor: "lin", action: "withdraw", reason: "asked by letter", articleIds: [id] });
  } finally {
    expect((await serving.stop()).code).toBe(0);
  }
});
