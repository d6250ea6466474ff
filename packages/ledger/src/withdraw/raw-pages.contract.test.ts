import type { WarcPosition } from "@caibian/schema";
import { expect, test } from "vitest";

import type { PageOutcome } from "../commit/outcome.ts";
import type { Ledger } from "../ledger.ts";
import { onEveryEngine } from "../testkit/on-every-engine.ts";
import { addLeads, BY_HAND, clearSource, freshUrls, outcomeOf, sampleArticle, SOURCE } from "../testkit/samples.ts";

let serial = 0;

/** A place in the archive that no other page has. */
function place(): WarcPosition {
  return { file: "caibian-20260302-1-0a0b0c0d-1.warc.gz", offset: ++serial };
}

function at(outcome: PageOutcome, warc: WarcPosition): PageOutcome {
  return { ...outcome, page: { ...outcome.page, warc } };
}

/** An article of two pages, whose page had been refused at an earlier look, and another article beside it. */
async function publish(ledger: Ledger): Promise<{
  readonly url: string;
  readonly ids: readonly [string, string];
  readonly places: readonly [WarcPosition, WarcPosition, WarcPosition, WarcPosition];
}> {
  await clearSource(ledger);
  const [url = "", beside = ""] = freshUrls(2);
  const places = [place(), place(), place(), place()] as const;
  const visit = await ledger.beginVisit(SOURCE.id, { recheckAll: false, reason: "hand" });
  const [lead = "", other = ""] = await addLeads(ledger, visit, [url, beside]);
  const refused = { kind: "refused", code: "E_EMPTY", message: "no text" } as const;
  const read = outcomeOf(lead, url, { kind: "article", article: sampleArticle(url) });
  const part = { ...read.page, url: `${url}?2`, warc: places[2] };
  const another = outcomeOf(other, beside, { kind: "article", article: sampleArticle(beside) });
  await ledger.commit(visit, [at(outcomeOf(lead, url, refused), places[0])]);
  await ledger.commit(visit, [{ ...at(read, places[1]), parts: [part] }, at(another, places[3])]);
  await ledger.endVisit(visit, { outcome: "done" });
  return { url, ids: [sampleArticle(url).id, sampleArticle(beside).id], places };
}

async function waitingUrls(ledger: Ledger): Promise<readonly string[]> {
  const visit = await ledger.beginVisit(SOURCE.id, { recheckAll: true, reason: "hand" });
  return (await ledger.frontier.waiting(visit, 10_000)).map(({ lead }) => lead.url);
}

onEveryEngine("raw pages of articles", (opened) => {
  test("are those of every look and every part, and of no other article", async () => {
    const { ids, places } = await publish(opened());

    expect(await opened().rawPagesOf([ids[0]])).toEqual(places.slice(0, 3));
    expect(await opened().rawPagesOf(ids)).toEqual(places);
    expect(await opened().rawPagesOf(["nobody"])).toEqual([]);
  });

  test("are forgotten when they are erased, with an audit row; those that could not be erased stay known", async () => {
    const { ids, places } = await publish(opened());

    await opened().rawErased([ids[0]], places.slice(0, 2), { ...BY_HAND, actor: "lin", reason: "asked by letter" });

    expect(await opened().rawPagesOf(ids)).toEqual(places.slice(2));
    expect((await opened().audit(1))[0]).toMatchObject({
      action: "erase-raw",
      actor: "lin",
      reason: "asked by letter",
      articleIds: [ids[0]],
      outcome: "2 raw pages erased",
    });
  });

  test("are only forgotten under the articles that were named", async () => {
    const { ids, places } = await publish(opened());

    await opened().rawErased([ids[0]], places, BY_HAND);

    expect(await opened().rawPagesOf(ids)).toEqual(places.slice(3));
  });

  test("are not fetched again, whatever lists show, until their article is brought back", async () => {
    const { url, ids } = await publish(opened());
    await opened().withdraw([ids[0]], BY_HAND);
    expect(await waitingUrls(opened())).toContain(url);

    await opened().rawErased([ids[0]], await opened().rawPagesOf([ids[0]]), BY_HAND);

    expect(await waitingUrls(opened())).not.toContain(url);
    const visit = await opened().beginVisit(SOURCE.id, { recheckAll: true, reason: "hand" });
    await addLeads(opened(), visit, [url]);
    expect(await waitingUrls(opened())).not.toContain(url);
    await opened().reinstate([ids[0]], BY_HAND);
    expect(await waitingUrls(opened())).toContain(url);
  });

  test("that are erased are not what a look that found nothing new refers to", async () => {
    const { url, ids, places } = await publish(opened());
    await opened().rawErased([ids[0]], places, BY_HAND);

    const visit = await opened().beginVisit(SOURCE.id, { recheckAll: true, reason: "hand" });
    const waiting = await opened().frontier.waiting(visit, 10_000);

    expect(waiting.find(({ lead }) => lead.url === url)).toMatchObject({ recheck: true, capture: null });
  });
});
