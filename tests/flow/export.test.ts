import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { gunzipSync } from "node:zlib";
import { openLedger } from "@caibian/ledger";
import type { Article } from "@caibian/schema";
import { startSite, type FixtureSite } from "@caibian/testkit";
import { afterAll, beforeAll, describe, expect, test } from "vitest";

import { BY_HAND } from "../support/by-hand.ts";
import { caibian, type CommandResult } from "../support/command.ts";
import { startServing } from "../support/serving.ts";
import { mountSmallDisk } from "../support/small-disk.ts";
import { serverLedger } from "../support/server-ledger.ts";
import { allArticles, makeWorkspace, type Workspace } from "../support/workspace.ts";

let site: FixtureSite;
let workspace: Workspace;
let out: string;
let current: readonly Article[];
let withdrawnId: string;

beforeAll(async () => {
  out = mkdtempSync(join(tmpdir(), "caibian-export-"));
  site = await startSite({ articles: 60 });
  workspace = makeWorkspace(site, await serverLedger());
  const run = await caibian(["run", "--config", workspace.configFile]);
  if (run.code !== 0) throw new Error(run.stderr);
  const ledger = await openLedger({ location: workspace.ledger });
  const usable = (await allArticles(ledger)).filter(({ status }) => status === "usable");
  withdrawnId = usable[0]?.id ?? "";
  await ledger.withdraw([withdrawnId], BY_HAND);
  const articles = await Promise.all(usable.map(({ id }) => ledger.article(id)));
  current = articles.flatMap((article) => article ?? []).toSorted((a, b) => (a.id < b.id ? -1 : 1));
  await ledger.close();
});
afterAll(async () => {
  workspace.remove();
  rmSync(out, { recursive: true });
  await site.close();
});

const exported = (...args: readonly string[]): Promise<CommandResult> =>
  caibian(["export", "--config", workspace.configFile, ...args]);

function records(ndjson: string): readonly Readonly<Record<string, unknown>>[] {
  return ndjson
    .split("\n")
    .filter((line) => line !== "")
    .map((line) => JSON.parse(line) as Readonly<Record<string, unknown>>);
}

test("prints every current record whole, in the order of ids", async () => {
  const { code, stdout, stderr } = await exported();

  expect([code, stderr]).toEqual([0, `${current.length} records written to standard output\n`]);
  expect(current.length).toBeGreaterThan(40);
  expect(records(stdout)).toEqual(current);
});

test("the same ledger gives the same file, byte for byte, packed if its name says so", async () => {
  const files = ["a.ndjson.gz", "b.ndjson.gz"].map((name) => join(out, name));
  for (const file of files) {
    const { code, stdout } = await exported("--out", file, "--json");
    expect([code, JSON.parse(stdout)]).toEqual([0, { records: current.length, format: "ndjson", out: file }]);
  }

  const [one, other] = files.map((file) => readFileSync(file));
  expect(one).toEqual(other);
  expect(records(gunzipSync(one!).toString("utf8"))).toEqual(current);
});

test("takes the articles of a source, of a status and of a time", async () => {
  const [sourceId = ""] = current.map(({ provenance }) => provenance.sourceId ?? "");
  const ofSource = records((await exported("--source", sourceId)).stdout);
  const withdrawn = records((await exported("--status", "withdrawn")).stdout);
  const none = records((await exported("--since", "2999-01-01")).stdout);
  const day = current.find(({ publishedAt }) => publishedAt !== null)?.publishedAt?.slice(0, 10) ?? "";
  const ofDay = records((await exported("--by", "published", "--since", day, "--until", day)).stdout);

  expect(ofSource).toEqual(current.filter(({ provenance }) => provenance.sourceId === sourceId));
  expect(withdrawn).toMatchObject([{ id: withdrawnId, revision: 2, status: "withdrawn" }]);
  expect(none).toEqual([]);
  expect(ofDay).toEqual(current.filter(({ publishedAt }) => publishedAt?.startsWith(day) === true));
});

test("writes CSV with the columns that were asked for, and ninjs, schema.org and Markdown", async () => {
  const csv = (await exported("--format", "csv", "--fields", "id,revision,source_id")).stdout;
  const ninjs = records((await exported("--format", "ninjs")).stdout);
  const org = records((await exported("--format", "schema.org", "--fields", "headline")).stdout);
  const markdown = (await exported("--format", "markdown")).stdout;

  expect(csv.split("\r\n")).toEqual([
    "id,revision,source_id",
    ...current.map(({ id, revision, provenance }) => `${id},${revision},${provenance.sourceId}`),
    "",
  ]);
  expect(ninjs.map(({ uri }) => uri)).toEqual(current.map(({ canonicalUrl }) => canonicalUrl));
  expect(org.map(({ headline, version }) => [headline, version])).toEqual(
    current.map((one) => [one.title, one.revision]),
  );
  expect(markdown.match(/^id: ".*"$/gm)).toEqual(current.map(({ id }) => `id: "${id}"`));
});

test("works beside a running serve", async () => {
  const serving = await startServing("serve", workspace.configFile);
  try {
    const { code, stdout } = await exported("--fields", "title");

    expect([code, records(stdout).map(({ id }) => id)]).toEqual([0, current.map(({ id }) => id)]);
  } finally {
    await serving.stop();
  }
});

test("names that do not exist are refused before anything is written", async () => {
  const file = join(out, "kept.ndjson");
  writeFileSync(file, "as it was");
  const refused = [
    await exported("--fields", "titel", "--out", file),
    await exported("--format", "markdown", "--fields", "title", "--out", file),
    await exported("--source", "nobody", "--out", file),
    await exported("--region", "3", "--out", file),
    await exported("--out", join(out, "no-folder", "x.ndjson")),
  ];

  expect(refused.map(({ code }) => code)).toEqual([2, 2, 2, 2, 2]);
  expect(refused[0]?.stderr).toContain("titel");
  expect(readFileSync(file, "utf8")).toBe("as it was");
});

describe("a full disk", () => {
  const disk = mountSmallDisk(1, "export: a full disk");

  afterAll(() => disk?.remove());

  test.runIf(disk !== null)("ends it with code 5, and what was there stays", async () => {
    const folder = disk?.folder ?? "";
    const file = join(folder, "all.ndjson");
    writeFileSync(file, "as it was");
    writeFileSync(join(folder, "ballast"), Buffer.alloc(1_020_000));

    const { code, stderr } = await exported("--out", file);

    expect(code, stderr).toBe(5);
    expect(readFileSync(file, "utf8")).toBe("as it was");
    expect(readdirSync(folder).toSorted()).toEqual(["all.ndjson", "ballast"]);
  });
});
