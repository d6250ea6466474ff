import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { openLedger, type ArticleRow } from "@caibian/ledger";
import { readHeld } from "@caibian/schema/shape";
import { startSite, type FixtureSite } from "@caibian/testkit";
import { afterAll, beforeAll, expect, test } from "vitest";

import { BY_HAND } from "../support/by-hand.ts";
import { caibian } from "../support/command.ts";
import { serverLedger } from "../support/server-ledger.ts";
import { allArticles, makeWorkspace, type Workspace } from "../support/workspace.ts";

let site: FixtureSite;
let workspace: Workspace;
let out: string;
let sourceId: string;
let delivered: number;

beforeAll(async () => {
  out = mkdtempSync(join(tmpdir(), "caibian-forms-"));
  site = await startSite({ articles: 60 });
  // As the testkit's config calls it.
  sourceId = site.hosts[0]?.name.replace(".test", "") ?? "";
  const stores = [
    { id: "all", type: "jsonl", path: join(out, "all") },
    { id: "picked", type: "jsonl", path: join(out, "picked"), select: { source: [sourceId] }, shape: "ninjs" },
  ];
  workspace = makeWorkspace(site, { ...(await serverLedger()), config: { stores } });
  delivered = await run();
});
afterAll(async () => {
  workspace.remove();
  rmSync(out, { recursive: true });
  await site.close();
});

/** Runs once; answers how many Deliveries were made. */
async function run(): Promise<number> {
  const { code, stdout, stderr } = await caibian(["run", "--config", workspace.configFile, "--json"]);
  if (code !== 0) throw new Error(stderr);
  return (JSON.parse(stdout) as { counts: { delivered: number } }).counts.delivered;
}

/** What a Store's file says, line by line: `id:revision:status`. */
function told(store: string): readonly string[] {
  const lines = readFileSync(join(out, store, "articles.jsonl"), "utf8")
    .trimEnd()
    .split("\n");
  return lines.map((line) => {
    const held = readHeld(JSON.parse(line));
    return `${held?.articleId}:${held?.revision}:${held?.status}`;
  });
}

async function usable(): Promise<readonly ArticleRow[]> {
  const ledger = await openLedger({ location: workspace.ledger });
  const rows = (await allArticles(ledger)).filter(({ status }) => status === "usable");
  await ledger.close();
  return rows;
}

const line = ({ id, revision }: ArticleRow): string => `${id}:${revision}:usable`;
const sorted = (lines: readonly string[]): readonly string[] => lines.toSorted();

test("a store is given what it selects, in its shape, and later withdrawals of that alone", async () => {
  const rows = await usable();
  const mine = rows.filter((row) => row.sourceId === sourceId);

  expect(mine.length).toBeGreaterThan(0);
  expect(mine.length).toBeLessThan(rows.length);
  expect(delivered).toBe(rows.length + mine.length);
  expect(sorted(told("all"))).toEqual(sorted(rows.map(line)));
  expect(sorted(told("picked"))).toEqual(sorted(mine.map(line)));

  const gone = [mine[0]!, rows.find((row) => row.sourceId !== sourceId)!];
  const ledger = await openLedger({ location: workspace.ledger });
  await ledger.withdraw(
    gone.map(({ id }) => id),
    BY_HAND,
  );
  await ledger.close();
  await run();

  const left = gone.map(({ id, revision }) => `${id}:${revision + 1}:withdrawn`);
  expect(told("all")).toEqual(expect.arrayContaining(left));
  expect(told("picked").filter((one) => one.endsWith(":withdrawn"))).toEqual([left[0]]);
});

test("a store whose selection was narrowed is set right by verify: what it is not to hold is withdrawn", async () => {
  const config = JSON.parse(readFileSync(workspace.configFile, "utf8")) as { stores: readonly object[] };
  const stores = config.stores.map((store) => ({ ...store, select: { source: [sourceId] } }));
  writeFileSync(workspace.configFile, JSON.stringify({ ...config, stores }));
  const others = (await usable()).filter((row) => row.sourceId !== sourceId);

  const { code, stdout, stderr } = await caibian(["verify", "all", "--repair", "--json", "-c", workspace.configFile]);

  expect(code, stderr).toBe(0);
  const report = JSON.parse(stdout) as { counts: Record<string, number>; repaired: number };
  expect([report.counts["still-there"], report.repaired]).toEqual([others.length, others.length]);
  const last = new Map(told("all").map((one) => [one.split(":", 1)[0] ?? "", one]));
  const left = others.map(({ id }) => last.get(id)).filter((one) => one?.endsWith(":withdrawn") !== true);
  expect(left).toEqual([]);
});
