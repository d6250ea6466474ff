import { expect, test } from "vitest";

import { startListSite } from "./list-site.ts";
import { readListSite, readListSites, textOf } from "./site-folder.ts";

test("every site is whole: its files are there, its expected pages are served, its titles differ", () => {
  for (const site of readListSites()) {
    for (const page of Object.values(site.site.pages)) expect(textOf(site, page), site.kind).not.toBe("");
    for (const path of Object.keys(site.expected)) expect(site.site.pages, site.kind).toHaveProperty([path]);
    expect(site.site.pages, site.kind).toHaveProperty([site.site.start]);
    expect(Object.values(site.expected).length, site.kind).toBeGreaterThan(0);
  }
});

test("a site is served in its charset, and its articles are written under the titles that the list gives", async () => {
  const folder = readListSite("table-1999");
  const site = await startListSite(folder);
  const list = await fetch(site.start);

  expect(new TextDecoder("gb18030").decode(await list.arrayBuffer())).toBe(
    textOf(folder, folder.site.pages[folder.site.start]!),
  );
  for (const { href, title } of site.articles.slice(0, 3)) expect(await (await fetch(href)).text()).toContain(title);
  expect((await fetch(`${site.origin}/nothing.html`)).status).toBe(404);
  expect(site.articles).toHaveLength(24);
  await site.close();
});
