import { toBeijing } from "@caibian/schema";
import { afterAll, beforeAll, beforeEach, describe, expect, test, type TestContext } from "vitest";

import type { Ledger } from "../ledger.ts";
import { openFresh, testEngines } from "../testkit/engines.ts";
import { outcomeOf, publishAll, sampleArticle, SOURCE, urlsOf } from "../testkit/samples.ts";
import type { AdoptedPage } from "./adopt.ts";

const HOUR = 3_600_000;
const DAY = 24 * HOUR;
const NOW = Math.floor(Date.now() / 1000) * 1000;
const YEARS_AGO = NOW - 900 * DAY;
const OTHER = { ...SOURCE, id: "jiucheng", start: ["http://old.example/list.html"] };

/** A page that reads as an article with a title of its own. */
function pageOf(url: string, atMs: number, title = "新城图书馆开馆", articleUrl = url): AdoptedPage {
  const { page, result } = outcomeOf("", url, { kind: "article", article: sampleArticle(articleUrl, { title }) }, atMs);
  return { page, result, foundOn: "a.warc.gz" };
}

describe.each(testEngines())("a ledger on $name takes pages of an archive over", (engine) => {
  let ledger: Ledger;
  let isHere = false;
  let serial = 0;
  const fresh = (count: number): readonly string[] => urlsOf(`adopted${++serial}`, count);

  beforeAll(async () => {
    const opened = await openFresh(engine);
    if (opened === null) return;
    ledger = opened;
    isHere = true;
    await ledger.syncSources([SOURCE, OTHER]);
  });
  afterAll(async () => {
    if (isHere) await ledger.close();
    await engine.stop();
  });
  beforeEach((context: TestContext) => {
    if (!isHere) context.skip();
  });

  async function adopt(pages: readonly AdoptedPage[], sourceId: string = SOURCE.id): Promise<readonly string[]> {
    const visit = await ledger.beginVisit(sourceId, { recheckAll: false, reason: "import" });
    const effects = await ledger.adopt(visit, pages);
    await ledger.endVisit(visit, { outcome: "done" });
    return effects.map(({ effect }) => effect);
  }
  async function waiting(): Promise<number> {
    const visit = await ledger.beginVisit(SOURCE.id, { recheckAll: false, reason: "hand" });
    return (await ledger.frontier.waiting(visit, 1000)).length;
  }

  test("new articles are published; the same file again does nothing", async () => {
    const urls = fresh(3);
    const pages = urls.map((url) => pageOf(url, YEARS_AGO));

    expect(await adopt(pages)).toEqual(["published", "published", "published"]);
    expect(await adopt(pages)).toEqual(["unchanged", "unchanged", "unchanged"]);
    expect(await ledger.lastLooks(SOURCE.id, [...urls, "http://news.example/none"])).toEqual([
      ...urls.map(() => toBeijing(YEARS_AGO)),
      null,
    ]);
  });

  test("an old page asks for no look; one of today is looked at again at the ages ahead", async () => {
    const [old, today] = fresh(2);
    const before = await waiting();

    await adopt([pageOf(old!, YEARS_AGO)]);
    await adopt([pageOf(today!, NOW - 2 * HOUR)]);

    expect(await waiting()).toBe(before);
  });

  test("an older copy changes nothing, neither under its URL nor under another", async () => {
    const [url, twin] = fresh(2);
    await publishAll(ledger, [url!], NOW);
    const { id } = sampleArticle(url!);

    expect(await adopt([pageOf(url!, YEARS_AGO, "旧题")])).toEqual(["unchanged"]);
    expect(await adopt([pageOf(twin!, YEARS_AGO, "旧题", url)])).toEqual(["unchanged"]);
    expect(await adopt([pageOf(twin!, YEARS_AGO, "旧题", url)], OTHER.id)).toEqual(["unchanged"]);

    expect(await ledger.article(id)).toMatchObject({ title: "新城图书馆开馆", revision: 1 });
    expect(await ledger.lastLooks(OTHER.id, [twin!])).toEqual([toBeijing(YEARS_AGO)]);
  });

  test("a newer copy is a correction", async () => {
    const [url] = fresh(1);
    await publishAll(ledger, [url!], NOW - 10 * DAY);

    expect(await adopt([pageOf(url!, NOW - DAY, "更正")])).toEqual(["held"]);

    expect(await ledger.article(sampleArticle(url!).id)).toMatchObject({ title: "更正", revision: 2 });
  });

  test("a look at it later is told where its body lies", async () => {
    const [url] = fresh(1);
    await adopt([pageOf(url!, NOW - DAY)]);

    const visit = await ledger.beginVisit(SOURCE.id, { recheckAll: true, reason: "hand" });
    const leads = await ledger.frontier.waiting(visit, 1000);

    expect(leads.find(({ lead }) => lead.url === url)?.capture).toEqual({ url, fetchedAt: toBeijing(NOW - DAY) });
  });

  test("what no article was made of is not fetched from the web", async () => {
    const [url] = fresh(1);
    const before = await waiting();
    const { page } = pageOf(url!, YEARS_AGO);

    const refused = {
      page,
      foundOn: "a.warc.gz",
      result: { kind: "refused", code: "E_EMPTY", message: "no text" },
    } as const;

    expect(await adopt([refused])).toEqual(["refused"]);
    expect(await adopt([refused])).toEqual(["unchanged"]);
    expect(await waiting()).toBe(before);
  });
});
