import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";

import { openLedger, type Ledger, type PageOutcome } from "@caibian/ledger";
import { parse } from "@caibian/parser";
import { sourceSchema, toBeijing, type Article, type Source } from "@caibian/schema";
import { afterAll, beforeAll, beforeEach, expect, test } from "vitest";

import { indexMissing } from "./index-missing.ts";
import { linkCopies } from "./link-copies.ts";
import { withClusters } from "./with-clusters.ts";

const PARAGRAPHS = [
  "新城区图书馆新馆昨日正式向市民开放，馆内藏书三十万册，设有少儿阅览、地方文献和视障人士阅读等专区。",
  "记者在现场看到，一楼大厅摆放着自助借还机，读者刷卡即可完成借阅，整个过程不到半分钟，许多家长带着孩子前来。",
  "馆长介绍，新馆建设历时三年，总投资2.6亿元，建筑面积3.8万平方米，是老馆的5倍，预计全年接待读者120万人次。",
  "为方便周边居民，公交部门新增两条线路，末班车延长至晚上十点，地铁站出口到馆门口步行只需六分钟。",
];
const OTHER = [
  "沿河两岸的步道已经铺好，园林工人正在补种柳树和芦苇，预计月底全部完工，附近居民盼了多年。",
  "项目负责人说，汛期之前还要对三座闸站进行检修，确保排水通畅，如今推窗就能看见清水。",
];

interface PageFacts {
  readonly url: string;
  readonly site: string;
  readonly source: string;
  readonly time: string;
  readonly title?: string;
  readonly body?: readonly string[];
}

function read({ url, site, source, time, title, body }: PageFacts): Article {
  const html = `<html><head><meta name="SiteName" content="${site}"></head><body>
    <h1>${title ?? "新城图书馆新馆开放"}</h1><div>${time} 来源：${source}</div>
    <div class="content">${(body ?? PARAGRAPHS).map((text) => `<p>${text}</p>`).join("")}</div></body></html>`;
  const result = parse(html, { url, sourceId: SOURCE.id });
  if (!result.ok) throw new Error(result.error.message);
  return { ...result.article, status: "usable" };
}

const SOURCE: Source = sourceSchema.parse({ id: "test", start: ["http://a.example/"] });
const FIRST = read({ url: "http://a.example/1.html", site: "新城日报", source: "新城日报", time: "2026-03-02 09:30" });
const COPY = read({
  url: "http://b.example/7.html",
  site: "邻市在线",
  source: "新城日报",
  time: "2026-03-02 08:00",
  title: "家门口的新书房",
});
const PART = read({
  url: "http://c.example/9.html",
  site: "门户",
  source: "邻市在线",
  time: "2026-03-03 10:00",
  body: PARAGRAPHS.slice(0, 2),
});
const STRANGER = read({
  url: "http://d.example/2.html",
  site: "新城日报",
  source: "新城日报",
  time: "2026-03-02 09:30",
  title: "河道整治接近完工",
  body: OTHER,
});

const folder = mkdtempSync(join(tmpdir(), "caibian-reprints-"));
let ledger: Ledger;

beforeAll(async () => {
  ledger = await openLedger({ location: folder });
  await ledger.syncSources([SOURCE]);
});
afterAll(async () => {
  await ledger.close();
  rmSync(folder, { recursive: true, force: true });
});
beforeEach(() => ledger.reprints.clear());

test("copies of several sites become one group, with the source that they name", async () => {
  const first = await linkCopies([FIRST, STRANGER], ledger.reprints);
  const copy = await linkCopies([COPY], ledger.reprints);
  const part = await linkCopies([PART], ledger.reprints);

  expect(first.get(FIRST.id)).toEqual({ id: FIRST.id, first: FIRST.id, basis: "only-copy" });
  expect(first.get(STRANGER.id)?.id).toBe(STRANGER.id);
  expect(copy.get(COPY.id)).toEqual({ id: FIRST.id, first: FIRST.id, basis: "named" });
  expect(part.get(PART.id)).toEqual({ id: FIRST.id, first: FIRST.id, basis: "named" });
});

test("the first source is the same whichever copy came first", async () => {
  await linkCopies([PART], ledger.reprints);
  await linkCopies([COPY], ledger.reprints);
  const last = await linkCopies([FIRST], ledger.reprints);

  expect(last.get(FIRST.id)).toMatchObject({ id: PART.id, first: FIRST.id });
});

test("a second run changes nothing", async () => {
  const once = await linkCopies([FIRST, COPY, PART], ledger.reprints);
  const twice = await linkCopies([PART, FIRST, COPY], ledger.reprints);

  expect(Object.fromEntries(twice)).toEqual(Object.fromEntries(once));
});

test("only usable articles get a group, and the rest of an outcome stays", async () => {
  const outcomes: PageOutcome[] = [
    outcome("1", { kind: "article", article: FIRST }),
    outcome("2", { kind: "article", article: { ...COPY, status: "quarantined" } }),
    outcome("3", { kind: "gone", status: 404 }),
  ];

  const [one, two, three] = await withClusters(outcomes, ledger.reprints);

  expect(one?.result).toMatchObject({ article: { id: FIRST.id, cluster: { id: FIRST.id } } });
  expect(two).toEqual(outcomes[1]);
  expect(three).toEqual(outcomes[2]);
});

test("the index can be made again from the articles", async () => {
  await publish([FIRST, COPY, STRANGER]);

  expect(await indexMissing(ledger, { most: 2 })).toBe(2);
  expect(await indexMissing(ledger, { most: 100 })).toBe(1);
  expect(await indexMissing(ledger, { most: 100 })).toBe(0);

  const groups = await ledger.reprints.join([], [FIRST.id, COPY.id, STRANGER.id]);
  expect(groups.get(FIRST.id)?.members).toHaveLength(2);
  expect(groups.get(FIRST.id)?.id).toBe(groups.get(COPY.id)?.id);
  expect(groups.get(STRANGER.id)?.members).toHaveLength(1);
});

test("articles that cannot be read hold up neither the others nor the end", async () => {
  const copies = Array.from({ length: 130 }, (_, i) => ({
    ...STRANGER,
    id: `n${i}`,
    url: `http://n.example/${i}.html`,
  }));
  await publish(copies);
  const readable = new Set([FIRST, COPY, STRANGER, ...copies.slice(0, 25)].map(({ id }) => id));
  const article = async (id: string): Promise<Article | null> => (readable.has(id) ? ledger.article(id) : null);

  const indexed = await indexMissing({ article, reprints: ledger.reprints }, { most: Number.MAX_SAFE_INTEGER });

  expect(indexed).toBe(28);
  expect(await ledger.reprints.missing({ limit: 1000 })).toHaveLength(105);
  expect(await indexMissing(ledger, { most: Number.MAX_SAFE_INTEGER })).toBe(105);
});

/** Commits articles as a Visit does, without taking them up in the index. */
async function publish(articles: readonly Article[]): Promise<void> {
  const visit = await ledger.beginVisit(SOURCE.id, { recheckAll: true, reason: "hand" });
  await ledger.frontier.recordList(visit, {
    url: "http://a.example/",
    fetchedAt: toBeijing(Date.now()),
    validators: { etag: null, lastModified: null, bodySha256: null },
    leads: articles.map(({ url }) => ({
      v: 1,
      url: url ?? "",
      kind: "article",
      foundOn: "http://a.example/",
      anchorText: "",
      listDate: null,
    })),
  });
  const leads = await ledger.frontier.waiting(visit, articles.length + 10);
  const outcomes = leads.flatMap(({ leadId, lead }) => {
    const article = articles.find(({ url }) => url === lead.url);
    return article === undefined ? [] : [outcome(leadId, { kind: "article", article })];
  });
  await ledger.commit(visit, outcomes);
  await ledger.endVisit(visit, { outcome: "done" });
}

function outcome(leadId: string, result: PageOutcome["result"]): PageOutcome {
  return {
    leadId,
    page: {
      v: 1,
      url: "http://a.example/1.html",
      finalUrl: "http://a.example/1.html",
      status: 200,
      fetchedAt: toBeijing(Date.now()),
      sha256: "0".repeat(64),
      sourceId: SOURCE.id,
      leadId,
      warc: null,
      bodyBytes: 1,
      charset: "utf-8",
      validators: { etag: null, lastModified: null, bodySha256: null },
    },
    result,
  };
}
