import { mkdtemp, readdir, readFile, rm, stat } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";

import { storeSchema, type Article, type FeedStore, type StoreAdapter } from "@caibian/schema";
import { parse, validate } from "fast-xml-parser";
import { afterAll, beforeAll, beforeEach, describe, expect, test } from "vitest";

import { articleOf, deliveryOf, withdrawalOf } from "../../fixtures/article.ts";
import { withChanges } from "../../fixtures/cut-disk.ts";
import { loadStore } from "../load-store.ts";

const SECRET = "只此一处的秘密";
let root = "";
let made = 0;
let path = "";

beforeAll(async () => {
  root = await mkdtemp(join(tmpdir(), "feed-"));
});
afterAll(() => rm(root, { recursive: true }));
beforeEach(freshFolder);

function freshFolder(): void {
  path = join(root, String(made++));
}

async function open(options: Partial<FeedStore> = {}): Promise<StoreAdapter> {
  const adapter = await loadStore(storeSchema.parse({ id: "feeds", type: "feed", path, flushMs: 0, ...options }));
  await adapter.open();
  return adapter;
}

/** The n-th article: the higher, the newer. */
function storyOf(n: number, more: Partial<Article> = {}): Article {
  const publishedAt = `2024-05-01T08:${String(n).padStart(2, "0")}:00+08:00`;
  return { ...articleOf(n), publishedAt, ...more };
}

async function titles(file: string): Promise<readonly string[]> {
  const { items } = JSON.parse(await readFile(join(path, file), "utf8")) as { items: readonly { title: string }[] };
  return items.map((item) => item.title);
}

const region = (code: string, name: string): Article["region"] => ({
  code,
  name,
  zone: null,
  path: [name],
  basis: ["source"],
  confidence: 1,
});

describe("a folder of feeds", () => {
  test("has a feed of all, of each region and of each source, in three formats", async () => {
    const adapter = await open({ base: "https://feeds.example.org/news", title: "苏州新闻" });
    await adapter.write([deliveryOf(storyOf(1, { region: region("320505", "虎丘区") }), 1), deliveryOf(storyOf(2), 2)]);
    await adapter.close();

    const files = (await readdir(path, { recursive: true })).filter((name) => /\.(xml|atom|json)$/.test(name));
    expect(files.sort()).toEqual(
      ["all", "region/320505", "source/snd"].flatMap((name) => [`${name}.atom`, `${name}.json`, `${name}.xml`]),
    );
    expect(await titles("all.json")).toEqual([storyOf(2).title, storyOf(1).title]);
    expect(await titles("region/320505.json")).toEqual([storyOf(1).title]);
    const rss = await readFile(join(path, "region/320505.xml"), "utf8");
    expect(parse(rss)).toMatchObject({
      rss: {
        channel: {
          title: "苏州新闻 320505",
          link: "https://feeds.example.org/news",
          item: { title: storyOf(1).title, guid: storyOf(1).id, pubDate: "Wed, 01 May 2024 00:01:00 GMT" },
        },
      },
    });
    expect(rss).toContain('href="https://feeds.example.org/news/region/320505.xml"');
    expect(rss).not.toContain("content:encoded");
  });

  test("carries the whole text, escaped, when asked to", async () => {
    const adapter = await open({ content: "full" });
    await adapter.write([deliveryOf(articleOf(1, 1, "甲 <script>&amp; 乙"), 1)]);
    await adapter.close();

    const { items } = JSON.parse(await readFile(join(path, "all.json"), "utf8")) as {
      items: readonly { content_html: string }[];
    };
    expect(items[0]?.content_html).toBe("<p>甲 &lt;script&gt;&amp;amp; 乙</p>");
    expect(await readFile(join(path, "all.xml"), "utf8")).toContain(
      "<content:encoded>&lt;p&gt;甲 &amp;lt;script&amp;gt;&amp;amp;amp; 乙&lt;/p&gt;</content:encoded>",
    );
  });

  test("keeps the newest, and lets the next move up when one is withdrawn", async () => {
    const adapter = await open({ items: 3 });
    await adapter.write(Array.from({ length: 5 }, (_, n) => deliveryOf(storyOf(n), n + 1)));
    expect(await titles("all.json")).toEqual([4, 3, 2].map((n) => storyOf(n).title));

    await adapter.write([withdrawalOf(articleOf(3, 2), 6)]);
    await adapter.close();

    expect(await titles("all.json")).toEqual([4, 2, 1].map((n) => storyOf(n).title));
  });

  test("an article that moves to another region leaves the first one's feed", async () => {
    const adapter = await open();
    await adapter.write([deliveryOf(storyOf(1, { region: region("320505", "虎丘区") }), 1)]);
    await adapter.write([deliveryOf(storyOf(1, { revision: 2, region: region("320506", "吴中区") }), 2)]);
    await adapter.close();

    expect(await titles("region/320505.json")).toEqual([]);
    expect(await titles("region/320506.json")).toHaveLength(1);
  });

  test("forgets what is too old for every feed", async () => {
    const adapter = await open({ items: 1 });
    for (let start = 0; start < 2400; start += 800) {
      const batch = Array.from({ length: 800 }, (_, n) =>
        deliveryOf(storyOf((start + n) % 60, { id: `a${String(start + n)}` }), start + n + 1),
      );
      await adapter.write(batch.map((one) => ({ ...one, articleId: one.article?.id ?? "" })));
    }
    await adapter.write([deliveryOf(storyOf(1), 9000)]);
    let held = 0;
    for await (const page of adapter.inventory?.() ?? []) held += page.length;
    await adapter.close();

    expect(adapter.holdsNewestOnly).toBe(true);
    expect(held).toBeLessThan(1000);
  });

  test("a takedown leaves no byte of the text in the folder", async () => {
    const adapter = await open({ content: "full" });
    const batch = Array.from({ length: 9 }, (_, n) => deliveryOf(articleOf(n, 1, `${SECRET}${String(n)}`), n + 1));
    await adapter.write(batch);
    await adapter.write(
      batch.map((one) => ({ ...withdrawalOf(articleOf(0, 2), one.seq + 20), articleId: one.articleId, erase: true })),
    );

    const entries = await readdir(path, { recursive: true, withFileTypes: true });
    const files = entries.filter((entry) => entry.isFile()).map((entry) => join(entry.parentPath, entry.name));
    const leaks = await Promise.all(files.map(async (file) => (await readFile(file)).includes(SECRET)));
    expect(leaks).toEqual(files.map(() => false));
    await adapter.close();
  });

  test("files that were not written before a crash are written at the next open", async () => {
    const batch = [deliveryOf(storyOf(1), 1), deliveryOf(storyOf(2), 2)];
    for (let changes = 0, isDone = false; !isDone; changes++) {
      freshFolder();
      const adapter = await open();
      isDone = await withChanges(changes, () => adapter.write(batch));
      await adapter.close();

      const reopened = await open();
      expect(await titles("all.json")).toHaveLength(2);
      expect(await titles("source/snd.json")).toHaveLength(2);
      await reopened.close();
    }
  });

  test("feeds are written anew when they are to look otherwise, and else not at all", async () => {
    const before = await open();
    await before.write([deliveryOf(storyOf(1), 1)]);
    await before.close();
    const written = await stat(join(path, "all.xml"));
    const same = await open();
    await same.write([deliveryOf(storyOf(1), 1)]);
    await same.close();
    expect((await stat(join(path, "all.xml"))).ino).toBe(written.ino);

    const renamed = await open({ title: "新名" });
    await renamed.close();

    expect(await readFile(join(path, "all.xml"), "utf8")).toContain("<title>新名</title>");
  });

  test("batches that come quickly are written together, at most so often", async () => {
    const adapter = await open({ flushMs: 300 });
    await adapter.write([deliveryOf(storyOf(0), 1)]);
    const startedAt = performance.now();
    await Promise.all([1, 2, 3].map((n) => adapter.write([deliveryOf(storyOf(n), n + 1)])));
    await adapter.close();

    expect(performance.now() - startedAt).toBeGreaterThan(200);
    expect(await titles("all.json")).toHaveLength(4);
  });

  test("every file is well formed, whatever is in the text", async () => {
    const naughty = [
      "\u0000\u0008\u001b",
      "\ud800 x \udc00",
      "\ufffe\uffff",
      "]]> <![CDATA[",
      `"'&<>`,
      "<a href='x'>",
      "防汛",
    ];
    const adapter = await open({ content: "full" });
    await adapter.write(
      naughty.map((text, n) =>
        deliveryOf(
          {
            ...articleOf(n, 1, text),
            title: text,
            url: `https://x.example/?a=1&b='<"${text}`,
            section: [text],
            credits: [{ role: "author", name: text, org: null }],
            images: [{ url: `https://x.example/${text}.jpg`, caption: text, credit: null }],
          },
          n + 1,
        ),
      ),
    );
    await adapter.close();

    for (const file of ["all.xml", "all.atom"]) {
      const xml = await readFile(join(path, file), "utf8");
      expect(validate(xml)).toBe(true);
      // eslint-disable-next-line no-control-regex
      expect(xml).not.toMatch(/[\u0000-\u0008\u000b\u000c\u000e-\u001f\ufffe\uffff\ufffd]/);
    }
    expect(await titles("all.json")).toHaveLength(naughty.length);
  });

  test.each([
    ["a date that is none", { publishedAt: "2026年5月1日" }],
    ["a title that is no text", { title: undefined as unknown as string }],
    ["no credits", { credits: undefined as unknown as Article["credits"] }],
    ["a section that is no text", { section: [7 as unknown as string] }],
  ])("refuses a record with %s alone", async (_, wrong) => {
    const adapter = await open();
    const batch = [storyOf(1), storyOf(2, wrong), storyOf(3)].map((story, i) => deliveryOf(story, i + 1));

    const receipts = await adapter.write(batch);
    await adapter.close();

    expect(receipts.map((one) => one.outcome)).toEqual(["stored", "rejected", "stored"]);
    expect(receipts[1]?.reason).toBeTruthy();
    expect(await titles("all.json")).toEqual([storyOf(3).title, storyOf(1).title]);
  });

  test("waits no longer for its next writing when delivery stops", async () => {
    const adapter = await open({ flushMs: 60_000 });
    const stop = new AbortController();

    const waiting = adapter.write([deliveryOf(storyOf(1), 1)], { replay: false, signal: stop.signal });
    setTimeout(() => stop.abort(), 50);

    expect(await waiting).toEqual([{ seq: 1, outcome: "stored" }]);
    expect(await titles("all.json")).toHaveLength(1);
    await adapter.close();
  });
});
