import { afterAll, beforeAll, expect, test } from "vitest";
import { startSite, type FixtureSite } from "@caibian/testkit";

import { caibian } from "../support/command.ts";
import { makeWorkspace, type Workspace } from "../support/workspace.ts";

const CLEAN = { missed: [], lost: [], doubled: [], corrupt: [], stale: [] };

let site: FixtureSite;
let workspace: Workspace;

beforeAll(async () => {
  site = await startSite({ articles: 300 });
  workspace = makeWorkspace(site);
});

afterAll(async () => {
  await site.close();
  workspace.remove();
});

async function visit(): Promise<{ readonly code: number | null; readonly counts: Record<string, number> }> {
  const { code, stdout, stderr } = await caibian(["run", "--config", workspace.configFile, "--recheck", "--json"]);
  expect(stdout, stderr).toMatch(/^\{/);
  const report = JSON.parse(stdout) as { readonly counts: Record<string, number> };
  return { code, counts: report.counts };
}

test("the first visit brings in and delivers every article, whole and once", async () => {
  const { code, counts } = await visit();

  expect(code).toBe(0);
  expect(counts).toMatchObject({ published: 300, updated: 0, withdrawn: 0, failed: 0, refused: 0, delivered: 600 });
  expect(await workspace.audit(site.served())).toMatchObject(CLEAN);
});

test("a second visit delivers nothing", async () => {
  const { code, counts } = await visit();

  expect(code).toBe(0);
  expect(counts).toMatchObject({ published: 0, updated: 0, withdrawn: 0, delivered: 0 });
});

test("a correction, a withdrawal and a new article are one delivery each", async () => {
  const [changed = "", withdrawn = ""] = site.ids();
  site.change(changed);
  site.withdraw(withdrawn, 410);
  site.add();

  const { code, counts } = await visit();

  expect(code).toBe(0);
  expect(counts).toMatchObject({ published: 1, updated: 1, withdrawn: 1, delivered: 6 });
  expect(await workspace.audit(site.served())).toMatchObject(CLEAN);
});

test("a page that says its story was deleted withdraws it", async () => {
  const [, , noticed = ""] = site.ids();
  site.withdraw(noticed, "notice");

  const { counts } = await visit();

  expect(counts).toMatchObject({ published: 0, updated: 0, withdrawn: 1, delivered: 2 });
  expect(await workspace.audit(site.served())).toMatchObject(CLEAN);
});
