import { openLedger } from "@caibian/ledger";
import type { Article, SourceHealth } from "@caibian/schema";
import { afterAll, beforeAll, expect, test } from "vitest";

import { APPEAL, startChangingSite, type ChangingSite } from "../support/changing-site.ts";
import { caibian } from "../support/command.ts";
import { serverLedger } from "../support/server-ledger.ts";
import { allArticles, makeWorkspace, type Workspace } from "../support/workspace.ts";

let site: ChangingSite;
let workspace: Workspace;

beforeAll(async () => {
  site = await startChangingSite();
  workspace = makeWorkspace(site, await serverLedger());
});

afterAll(async () => {
  await site.close();
  workspace.remove();
});

interface Seen {
  readonly counts: Record<string, number>;
  readonly state: SourceHealth | undefined;
  /** The newest articles, newest first. */
  readonly newest: (count: number) => readonly Article[];
}

/** Visits with a look at every known article, and reads the ledger. */
async function visit(): Promise<Seen> {
  const { stdout, stderr } = await caibian(["run", "--config", workspace.configFile, "--recheck", "--json"]);
  expect(stdout, stderr).toMatch(/^\{/);
  const { counts } = JSON.parse(stdout) as { readonly counts: Record<string, number> };
  const ledger = await openLedger({ location: workspace.ledger });
  try {
    const articles: Article[] = [];
    for (const { id } of await allArticles(ledger)) {
      const article = await ledger.article(id);
      if (article !== null) articles.push(article);
    }
    articles.sort((a, b) => ((a.url ?? "") < (b.url ?? "") ? 1 : -1));
    return { counts, state: (await ledger.status()).sources[0]?.state, newest: (count) => articles.slice(0, count) };
  } finally {
    await ledger.close();
  }
}

test("one Visit cannot tell a site's appeal from its stories; the next one can", async () => {
  site.add(12);
  const first = await visit();
  expect(first.counts).toMatchObject({ published: 12 });
  expect(first.newest(12).filter(({ text }) => text.includes(APPEAL))).toHaveLength(12);

  site.add(4);
  const second = await visit();

  expect(second.counts).toMatchObject({ published: 4, updated: 0 });
  for (const { text, removed, quality } of second.newest(4)) {
    expect(text).not.toContain(APPEAL);
    expect(text.split("\n")).toHaveLength(2);
    expect(removed.map(({ rule }) => rule)).toContain("memory/repeated");
    expect(quality.flags).not.toContain("layout-changed");
  }
});

test("what was learnt since is no correction of what was delivered before", async () => {
  site.tick();

  const { counts, state } = await visit();

  expect(counts).toMatchObject({ published: 0, updated: 0, held: 0, delivered: 0 });
  expect(state).toBe("ok");
});

test("a redesign is noticed: the source says so, and no page is read by the old memory", async () => {
  site.redesign();
  site.add(2);

  const { counts, state, newest } = await visit();

  expect(state).toBe("layout-changed");
  expect(counts).toMatchObject({ published: 2, updated: 0 });
  for (const { quality, text } of newest(2)) {
    expect(quality.flags).toContain("layout-changed");
    expect(text).toContain("生产组");
  }
});

test("the new clothes are learnt: the next Visit is well again", async () => {
  site.add(2);

  const { counts, state, newest } = await visit();

  expect(counts).toMatchObject({ published: 2, updated: 0 });
  for (const { quality, text } of newest(2)) {
    expect(quality.flags).not.toContain("layout-changed");
    expect(text).not.toContain(APPEAL);
  }
  expect(state).toBe("ok");
});
