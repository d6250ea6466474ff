import { mkdtemp, mkdir, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { expect, test } from "vitest";

import { needShared } from "../servers/need.ts";
import { startCorpusSite, type CorpusSite } from "./corpus-site.ts";

async function readLists(site: CorpusSite): Promise<string[]> {
  const found: string[] = [];
  for (const { origin, start } of site.hosts)
    for (let url: string | undefined = start; url !== undefined;) {
      const html: string = await (await fetch(url)).text();
      for (const [, href = ""] of html.matchAll(/<li><a href="([^"]+)"/g)) found.push(origin + href);
      const next = /<a href="([^"]+)">下一页/.exec(html)?.[1];
      url = next === undefined ? undefined : origin + next;
    }
  return found;
}

test("lists reach every page, and a page comes as its raw bytes without a charset", async () => {
  const folder = await mkdtemp(join(tmpdir(), "caibian-corpus-"));
  await mkdir(join(folder, "own"));
  for (let index = 0; index < 60; index++) {
    await writeFile(join(folder, "own", `p${index}.html`), Buffer.from([0x3c, 0x70, 0x3e, 0xd6, 0xd0, index]));
    await writeFile(
      join(folder, "own", `p${index}.json`),
      JSON.stringify({ gold: { title: index % 2 === 0 ? null : `第${index}篇` } }),
    );
  }
  const site = await startCorpusSite(folder, 2);

  expect((await readLists(site)).sort()).toEqual([...site.pages.keys()].sort());
  expect(site.pages.size).toBe(60);
  const [url, page] = [...site.pages][7]!;
  const response = await fetch(url);
  expect(response.headers.get("content-type")).toBe("text/html");
  expect(Buffer.from(await response.arrayBuffer())).toEqual(await readFile(page.file));
  await site.close();
  await rm(folder, { recursive: true });
});

const shared = needShared("corpus", "testkit: the shared corpus is served");

test.runIf(shared !== null)("serves all 523 pages of the shared corpus", async () => {
  const site = await startCorpusSite(shared!);

  expect(site.pages.size).toBe(523);
  expect(new Set(await readLists(site)).size).toBe(523);
  for (const url of [...site.pages.keys()].filter((_, index) => index % 50 === 0))
    expect((await fetch(url)).status).toBe(200);
  await site.close();
});
