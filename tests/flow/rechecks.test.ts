import { afterEach, beforeEach, expect, test } from "vitest";
import { startSite, type FixtureSite } from "@caibian/testkit";

import { openInTime, type AppInTime } from "../support/in-time.ts";

const MINUTE = 60_000;
const HOUR = 60 * MINUTE;
const DAY = 24 * HOUR;
const START = Date.parse("2026-03-02T08:00:00+08:00");

let site: FixtureSite;
let app: AppInTime;

beforeEach(async () => {
  site = await startSite({ articles: 70 });
  const [host] = site.hosts;
  if (host === undefined) throw new Error("a site without hosts");
  app = await openInTime(host, START);
});
afterEach(async () => {
  await app.close();
  await site.close();
});

interface Looked {
  /** Requests for stories: all, and those with validators that were answered by 304. */
  readonly stories: number;
  readonly unmodified: number;
  readonly updated: number;
  readonly withdrawn: number;
  readonly missingOnce: number;
}

/** A scheduled Visit so long after the first one. */
async function visitAt(ms: number): Promise<Looked> {
  app.at(START + ms);
  const before = site.requests.length;
  await app.visit();
  const paths = new Set(site.served().map(({ url }) => new URL(url).pathname));
  const asked = site.requests.slice(before).filter(({ path }) => paths.has(path));
  const report = (await app.ledger.status()).sources[0]?.lastVisit;
  if (report === undefined || report === null) throw new Error("no visit");
  const { updated, withdrawn, missingOnce } = report.counts;
  const unmodified = asked.filter(({ status, conditional }) => conditional && status === 304).length;
  return { stories: asked.length, unmodified, updated, withdrawn, missingOnce };
}

test("known articles are asked again after an hour, six, a day and a week, by their validators, then no more", async () => {
  expect(await visitAt(0)).toMatchObject({ stories: 10, unmodified: 0 });

  const looks: number[][] = [];
  for (const ms of [HOUR / 2, HOUR, 3 * HOUR, 6 * HOUR, 12 * HOUR, DAY, 3 * DAY, 7 * DAY, 30 * DAY]) {
    const { stories, unmodified } = await visitAt(ms);
    looks.push([ms / HOUR, stories, unmodified]);
  }

  expect(looks).toEqual([
    [0.5, 0, 0],
    [1, 10, 10],
    [3, 0, 0],
    [6, 10, 10],
    [12, 0, 0],
    [24, 10, 10],
    [72, 0, 0],
    [168, 10, 10],
    [720, 0, 0],
  ]);
});

test("a correction makes a revision at the next look, whatever else stayed the same", async () => {
  await visitAt(0);
  const id = storyOf(0);
  site.change(id);

  expect(await visitAt(HOUR / 2)).toMatchObject({ stories: 0, updated: 0 });
  expect(await visitAt(HOUR)).toMatchObject({ stories: 10, unmodified: 9, updated: 1, withdrawn: 0 });
  expect(await visitAt(6 * HOUR)).toMatchObject({ unmodified: 10, updated: 0 });
});

test("410 and the site's own word withdraw at once; 404 withdraws after two looks a day apart, not before", async () => {
  await visitAt(0);
  site.withdraw(storyOf(0), 404);
  site.withdraw(storyOf(1), 410);
  site.withdraw(storyOf(2), "notice");

  expect(await visitAt(HOUR)).toMatchObject({ missingOnce: 1, withdrawn: 2 });
  expect(await visitAt(6 * HOUR)).toMatchObject({ missingOnce: 1, withdrawn: 0 });
  expect(await visitAt(24 * HOUR)).toMatchObject({ missingOnce: 1, withdrawn: 0 });
  expect(await visitAt(25 * HOUR)).toMatchObject({ stories: 1, missingOnce: 0, withdrawn: 1 });
  expect((await app.ledger.status()).articles).toMatchObject({ usable: 7, withdrawn: 3 });
  expect(await visitAt(7 * DAY)).toMatchObject({ withdrawn: 0 });
});

test("a server that is ill at the hour of a look loses nothing: the look is made up for", async () => {
  await visitAt(0);
  site.fail({ host: "city.test", path: "/*", mode: 500 });
  expect(await visitAt(HOUR)).toMatchObject({ withdrawn: 0, missingOnce: 0 });
  site.clearFailures();

  expect(await visitAt(2 * DAY)).toMatchObject({ stories: 10, unmodified: 10, withdrawn: 0 });
  expect((await app.ledger.status()).articles).toMatchObject({ usable: 10, withdrawn: 0 });
});

/** The n-th story of the host that is visited. */
function storyOf(nth: number): string {
  const id = site.served().filter(({ host }) => host === "city.test")[nth]?.id;
  if (id === undefined) throw new RangeError(`no story ${nth}`);
  return id;
}
