import { afterAll, beforeAll, expect, test } from "vitest";
import { startSite, type FixtureSite } from "@caibian/testkit";

import { caibian } from "../support/command.ts";
import { serverLedger } from "../support/server-ledger.ts";
import { makeWorkspace, type Workspace } from "../support/workspace.ts";

const CLEAN = { missed: [], lost: [], doubled: [], corrupt: [], stale: [] };
const FURTHER = /_\d\.htm$/;

let site: FixtureSite;
let workspace: Workspace;

beforeAll(async () => {
  site = await startSite({ articles: 210 });
  workspace = makeWorkspace(site, { ...(await serverLedger()), config: { hosts: ["paper.test"] } });
});

afterAll(async () => {
  await site.close();
  workspace.remove();
});

async function run(): Promise<{ readonly code: number | null; readonly counts: Record<string, number> }> {
  const { code, stdout, stderr } = await caibian(["run", "--config", workspace.configFile, "--recheck", "--json"]);
  expect(stdout, stderr).toMatch(/^\{/);
  return { code, counts: (JSON.parse(stdout) as { readonly counts: Record<string, number> }).counts };
}

/** The further pages that went out, by path. */
function furtherPages(): readonly string[] {
  return site.requests.filter(({ path, status }) => FURTHER.test(path) && status === 200).map(({ path }) => path);
}

test("a story on several pages is one whole record", async () => {
  // A stumble at some page makes its story come later, not half.
  site.fail({ host: "paper.test", path: "/html/*", mode: 500, times: 1 });
  const { code, counts } = await run();

  expect(code).toBe(0);
  expect(counts).toMatchObject({ published: 30, refused: 0, quarantined: 0, delivered: 60 });
  expect(furtherPages().length).toBeGreaterThan(5);
  expect(new Set(furtherPages()).size).toBe(furtherPages().length);
  expect(await workspace.audit(site.served())).toMatchObject(CLEAN);
});

test("its pages are looked at again, and what has not changed is no news", async () => {
  site.forgetTraffic();

  const { counts } = await run();

  expect(furtherPages().length).toBeGreaterThan(5);
  expect(counts).toMatchObject({ published: 0, updated: 0, delivered: 0 });
});

test("a page of it that fails for the whole Visit keeps the story back, and no other", async () => {
  const { url } = addPagedStory();
  const path = new URL(url).pathname;
  site.fail({ host: "paper.test", path: path.replace(".htm", "_2.htm"), mode: 500 });

  const { code, counts } = await run();

  expect(code).toBe(1);
  expect(counts).toMatchObject({ published: added - 1, failed: 1, delivered: 2 * (added - 1) });
});

let added = 0;

/** Adds stories until one stands on several pages. */
function addPagedStory(): { readonly url: string } {
  for (;;) {
    const story = site.add("paper.test");
    added++;
    if (story.archetype === "founder" && story.paragraphs.length > 6) return story;
  }
}
