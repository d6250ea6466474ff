import { existsSync, mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { openLedger } from "@caibian/ledger";
import { loadStore } from "@caibian/publisher";
import { storeSchema, type HeldRecord } from "@caibian/schema";
import { startS3, startSite, type FixtureSite, type S3Server, type StoreInput } from "@caibian/testkit";
import { afterAll, beforeAll, expect, test } from "vitest";

import { BY_HAND } from "../support/by-hand.ts";
import { caibian } from "../support/command.ts";
import { serverLedger } from "../support/server-ledger.ts";
import { allArticles, makeWorkspace, type Workspace } from "../support/workspace.ts";

let site: FixtureSite;
let s3: S3Server;
let workspace: Workspace;
let out: string;
let stores: readonly StoreInput[];

beforeAll(async () => {
  out = mkdtempSync(join(tmpdir(), "caibian-file-stores-"));
  [site, s3] = await Promise.all([startSite({ articles: 12 }), startS3()]);
  const { bucket, url: endpoint, accessKeyId, secretAccessKey } = s3;
  stores = [
    { id: "files", type: "jsonl", path: join(out, "files"), rotateBytes: 8_000, gzip: true },
    { id: "lake", type: "parquet", path: join(out, "lake") },
    { id: "set", type: "s3", bucket, endpoint, accessKeyId, secretAccessKey, format: "parquet" },
    { id: "feeds", type: "feed", path: join(out, "feeds"), items: 1000 },
  ];
  workspace = makeWorkspace(site, { ...(await serverLedger()), config: { stores } });
});
afterAll(async () => {
  workspace.remove();
  rmSync(out, { recursive: true });
  await Promise.all([site.close(), s3.stop()]);
});

async function run(): Promise<number> {
  const { code, stdout, stderr } = await caibian(["run", "--config", workspace.configFile, "--json"]);
  if (code !== 0) throw new Error(stderr);
  return (JSON.parse(stdout) as { counts: { delivered: number } }).counts.delivered;
}

/** What a Store says that it holds: `id:revision:status`. */
async function heldBy(config: unknown): Promise<readonly string[]> {
  const adapter = await loadStore(storeSchema.parse(config));
  await adapter.open();
  const held: HeldRecord[] = [];
  for await (const page of adapter.inventory?.() ?? []) held.push(...page);
  await adapter.close();
  return held.map(({ articleId, revision, status }) => `${articleId}:${String(revision)}:${status}`).sort();
}

async function inLedger(): Promise<readonly string[]> {
  const ledger = await openLedger({ location: workspace.ledger });
  const rows = await allArticles(ledger);
  await ledger.close();
  const delivered = rows.filter(({ status }) => status !== "quarantined");
  return delivered.map(({ id, revision, status }) => `${id}:${String(revision)}:${status}`).sort();
}

test("files, parquet, objects and feeds hold what the ledger holds, also after a withdrawal", async () => {
  const delivered = await run();
  const first = await inLedger();
  expect(delivered).toBe(first.length * stores.length);
  for (const store of stores) expect(await heldBy(store), store.id).toEqual(first);

  const [gone = ""] = first[0]?.split(":") ?? [];
  const ledger = await openLedger({ location: workspace.ledger });
  await ledger.withdraw([gone], BY_HAND);
  await ledger.close();
  expect(await run()).toBe(stores.length);

  const second = await inLedger();
  expect(second).toContain(`${gone}:2:withdrawn`);
  for (const store of stores) expect(await heldBy(store), store.id).toEqual(second);
  expect(existsSync(join(out, "files", "articles.jsonl"))).toBe(true);
  expect(readFileSync(join(out, "feeds", "all.xml"), "utf8")).not.toContain(gone);
});
