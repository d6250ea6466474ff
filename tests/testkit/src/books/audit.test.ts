import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import Database from "libsql";
import { afterAll, beforeAll, describe, expect, test } from "vitest";

import { contentHashOf, idOf, type Article } from "@caibian/schema";

import type { ExpectedArticle } from "../site/expected.ts";
import { startSite, type FixtureSite } from "../site/start-site.ts";
import { auditBooks, type AcceptedArticle, type Audit } from "./audit.ts";
import { readJsonl, readSqlite } from "./read-stores.ts";
import type { StoreReading, StoreRecord, StoreText } from "./store-reading.ts";
import { startWebhookSink } from "./webhook-sink.ts";

let site: FixtureSite;
let accepted: AcceptedArticle[];
let records: StoreRecord[];

beforeAll(async () => {
  site = await startSite({ articles: 70 });
  for (const id of site.ids()) await (await fetch(site.expectedOf(id).url)).arrayBuffer();
  accepted = site.served().map(({ url }) => ({ url, status: "usable" }));
  records = site.ids().map((id) => recordFor(site.expectedOf(id)));
});
afterAll(() => site.close());

function recordFor(expected: ExpectedArticle): StoreRecord {
  const article = {
    v: 1,
    id: idOf(expected.url),
    url: expected.url,
    canonicalUrl: expected.url,
    revision: expected.revision,
    status: "usable",
    title: expected.title,
    kicker: null,
    subtitle: null,
    originalTitle: null,
    source: null,
    credits: [],
    publishedAt: expected.publishedAt,
    publishedPrecision: expected.precision,
    updatedAt: null,
    dateline: null,
    section: [],
    region: null,
    blocks: expected.paragraphs.map((text) => ({ type: "paragraph", text })),
    text: expected.paragraphs.join("\n"),
    images: [],
    language: "zh-Hans",
    site: { host: null, name: null, icp: null, police: null, siteCode: null },
    rights: { statement: null, reprintForbidden: false },
    fingerprint: null,
    cluster: null,
    removed: [],
    quality: { score: 1, fields: {}, flags: [] },
    provenance: { sourceId: null, fetchedAt: null, charset: null, bodySha256: null, warc: null, parser: "test" },
  } as const satisfies Omit<Article, "contentHash">;
  const record: Article = { ...article, contentHash: contentHashOf(article) };
  return { id: record.id, url: record.url, revision: record.revision, status: record.status, record };
}

const audit = (kept: StoreRecord[], kind: StoreReading["kind"] = "keyed", known = accepted): Audit =>
  auditBooks({ served: site.served(), accepted: known, stores: [{ name: "main", kind, records: kept }] });

/** With so many further copies of one record, in a Store that history was sent to once more. */
function auditResent(kind: StoreReading["kind"], copies: number): Audit {
  const kept = [...records, ...Array.from({ length: copies }, () => records[3]!)];
  return auditBooks({ served: site.served(), accepted, stores: [{ name: "main", kind, resent: 1, records: kept }] });
}

function counts(found: Audit): Record<string, number> {
  return {
    missed: found.missed.length,
    lost: found.lost.length,
    doubled: found.doubled.length,
    corrupt: found.corrupt.length,
    stale: found.stale.length,
  };
}
const CLEAN = { missed: 0, lost: 0, doubled: 0, corrupt: 0, stale: 0 };

describe("the books", () => {
  test("balance when everything is right", () => {
    expect(counts(audit(records))).toEqual(CLEAN);
  });

  test("find a missed story", () => {
    const found = audit(records, "keyed", accepted.slice(1));

    expect(counts(found)).toEqual({ ...CLEAN, missed: 1 });
    expect(found.details[0]).toMatch(/^missed: CB-\d{6} http/);
  });

  test("find a lost record, and excuse one that was quarantined or refused", () => {
    const known = accepted.map((entry, index): AcceptedArticle =>
      index === 1 ? { ...entry, status: "quarantined" } : entry,
    );

    expect(counts(audit(records.slice(1)))).toEqual({ ...CLEAN, lost: 1 });
    expect(counts(audit(records.slice(2), "keyed", known))).toEqual({ ...CLEAN, lost: 1 });
  });

  test("find a doubled row and a doubled line, and only count a repeated message", () => {
    const twice = [...records, records[3]!];

    expect(counts(audit(twice))).toEqual({ ...CLEAN, doubled: 1 });
    expect(counts(audit(twice, "file"))).toEqual({ ...CLEAN, doubled: 1 });
    expect(counts(audit(twice, "message"))).toEqual(CLEAN);
    expect(audit(twice, "message").repeats).toBe(1);
  });

  test("a file that history was sent to once more may hold a revision twice, not three times; a table never", () => {
    expect(counts(auditResent("file", 1))).toEqual(CLEAN);
    expect(counts(auditResent("file", 2))).toEqual({ ...CLEAN, doubled: 1 });
    expect(counts(auditResent("keyed", 1))).toEqual({ ...CLEAN, doubled: 1 });
  });

  test("find one story under two ids", () => {
    const twin = { ...records[3]!, id: idOf("elsewhere"), url: `${records[3]!.url}?from=share` };

    expect(counts(audit([...records, twin]))).toEqual({ ...CLEAN, doubled: 1 });
  });

  test.each([
    [
      "a cut last line",
      (article: StoreText) => ({ ...article, text: article.text.split("\n").slice(0, -1).join("\n") }),
    ],
    [
      "lines in another order",
      (article: StoreText) => ({ ...article, text: article.text.split("\n").reverse().join("\n") }),
    ],
    ["another story's text", (article: StoreText) => ({ ...article, text: `${article.text}\n另见编号CB-999999。` })],
    ["a garbled title", (article: StoreText) => ({ ...article, title: `${article.title.slice(0, -1)}\uFFFD` })],
  ])("find a corrupt record: %s", (_, spoil) => {
    const at = records.findIndex(({ record }) => (record?.text.split("\n").length ?? 0) > 2);
    const spoilt = records.map((entry, index) => (index === at ? { ...entry, record: spoil(entry.record!) } : entry));

    expect(counts(audit(spoilt))).toEqual({ ...CLEAN, corrupt: 1 });
  });

  test("find a record of nothing that was served", () => {
    const stray = {
      ...records[0]!,
      id: idOf("stray"),
      url: "http://127.0.0.1:1/x",
      record: { ...records[0]!.record!, text: "不是这里的稿件" },
    };

    expect(counts(audit([...records, stray]))).toEqual({ ...CLEAN, corrupt: 1 });
  });

  test("find stale records after a change and a withdrawal, and none once both arrived", () => {
    const changed = site.change("CB-000005");
    const gone = site.expectedOf("CB-000006");
    site.withdraw("CB-000006", 410);
    const known = accepted.map((entry): AcceptedArticle =>
      entry.url === gone.url ? { ...entry, status: "withdrawn" } : entry,
    );

    expect(counts(audit(records, "file", known))).toEqual({ ...CLEAN, stale: 2 });
    const arrived = [
      ...records,
      recordFor(changed),
      { ...recordFor(gone), revision: 2, status: "withdrawn", record: null },
    ];
    expect(counts(audit(arrived, "file", known))).toEqual(CLEAN);
  });
});

describe("reading Stores", () => {
  let folder: string;
  beforeAll(async () => {
    folder = await mkdtemp(join(tmpdir(), "caibian-books-"));
  });
  afterAll(() => rm(folder, { recursive: true, force: true }));

  test("a jsonl file gives articles and withdrawals; a torn line throws; no file is empty", async () => {
    const path = join(folder, "articles.jsonl");
    const withdrawal = { id: records[0]!.id, url: records[0]!.url, revision: 2, status: "withdrawn" };
    await writeFile(path, `${JSON.stringify(records[0]!.record)}\n${JSON.stringify(withdrawal)}\n`);

    expect((await readJsonl(path)).records).toEqual([records[0], { ...withdrawal, record: null }]);
    expect((await readJsonl(join(folder, "none.jsonl"))).records).toEqual([]);
    await writeFile(path, '{"id":"torn');
    await expect(readJsonl(path)).rejects.toThrow("whole line");
  });

  test("a SQLite table gives articles and withdrawals", () => {
    const path = join(folder, "store.sqlite");
    const database = new Database(path);
    database.exec("CREATE TABLE articles (id TEXT, url TEXT, revision INTEGER, status TEXT, record TEXT)");
    const insert = database.prepare("INSERT INTO articles VALUES (?, ?, ?, ?, ?)");
    insert.run(records[0]!.id, records[0]!.url, 1, "usable", JSON.stringify(records[0]!.record));
    insert.run("gone", null, 2, "withdrawn", null);
    database.close();

    expect(readSqlite(path).records).toEqual([
      records[0],
      { id: "gone", url: null, revision: 2, status: "withdrawn", record: null },
    ]);
  });

  test("a webhook sink keeps what it accepted and refuses what it was told to", async () => {
    const sink = await startWebhookSink({ fail: (count) => (count === 1 ? 503 : null) });
    const post = () => fetch(sink.url, { method: "POST", body: JSON.stringify(records[0]!.record) });

    expect([(await post()).status, (await post()).status]).toEqual([503, 204]);
    expect(sink.received).toHaveLength(2);
    expect(sink.reading().records).toEqual([records[0]]);
    await sink.close();
  });
});
