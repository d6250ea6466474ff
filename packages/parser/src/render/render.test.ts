import { readFileSync } from "node:fs";

import type { Article, Block } from "@caibian/schema";
import fc from "fast-check";
import { Parser } from "htmlparser2";
import { expect, test } from "vitest";

import { parse } from "../parse.ts";
import { sharedFile } from "../shared.test-data.ts";
import { render, type RenderFormat } from "./render.ts";

const FORMATS: readonly RenderFormat[] = ["text", "markdown", "html", "ninjs", "schema.org"];
const STORY =
  "<p>春分过后，果园里一片忙碌，果农们抢抓农时修剪枝条。</p><p>据介绍，今年全县计划改造老果园三千亩，引进新品种六个。</p>";
const good = articleFrom(STORY);

function articleFrom(inside: string): Article {
  const html = `<title>果园忙碌</title><h1>果园忙碌</h1><div class="content">${STORY}${inside}</div>`;
  const result = parse(html, { url: "https://www.example.cn/a/1.html" });
  if (!result.ok) throw new Error(result.error.message);
  return result.article;
}

const withBlocks = (...blocks: readonly Block[]): Article => ({ ...good, blocks });

/** What a rendering may hold: element, attributes and the schemes of addresses. */
const ALLOWED: ReadonlyMap<string, readonly string[]> = new Map([
  ...["article", "h1", "h2", "p", "ul", "ol", "li", "table", "tr", "td", "blockquote", "figure", "figcaption"].map(
    (name): [string, readonly string[]] => [name, name === "article" ? ["lang"] : []],
  ),
  ["img", ["src", "alt"]],
  ["a", ["href", "rel"]],
]);

/** Everything in a fragment that is not allowed. */
function activeIn(html: string): string[] {
  const found: string[] = [];
  const parser = new Parser({
    onopentag(name, attribs) {
      const allowed = ALLOWED.get(name);
      if (allowed === undefined) found.push(`<${name}>`);
      for (const [key, value] of Object.entries(attribs)) {
        if (allowed?.includes(key) !== true) found.push(`${name} ${key}`);
        if ((key === "src" || key === "href") && !/^https?:\/\//.test(value)) found.push(`${key}=${value}`);
      }
    },
    oncomment: (data) => found.push(`<!--${data}`),
    onprocessinginstruction: (name) => found.push(`<${name}`),
  });
  parser.end(html);
  return found;
}

/** Raw HTML or a link that is no web address, in Markdown: escaped characters do not count. */
function activeInMarkdown(markdown: string): string[] {
  const plain = markdown.replaceAll(/\\[!-/:-@[-`{-~]/g, "");
  const html = plain.replaceAll(/^> /gm, "").match(/[<>]/g) ?? [];
  const links = [...plain.matchAll(/\]\(([^)]*)\)/g)].map(([, url = ""]) => url);
  return [...html, ...links.filter((url) => !/^https?:\/\/|^[^:]*$/.test(url)), ...(plain.match(/\]:/g) ?? [])];
}

/** What the outputs of an article hold that could run. */
function activeInAny(article: Article): string[] {
  const ninjs = JSON.parse(render(article, "ninjs")) as { bodies: { contentType: string; value: string }[] };
  const bodies = ninjs.bodies.filter(({ contentType }) => contentType === "text/html");
  JSON.parse(render(article, "schema.org"));
  return [
    ...activeIn(render(article, "html")),
    ...activeInMarkdown(render(article, "markdown")),
    ...bodies.flatMap(({ value }) => activeIn(value)),
    ...article.images.map(({ url }) => url).filter((url) => /^(?!https?:)[a-z]+:/i.test(url)),
  ];
}

test("text that looks like markup stays text in every form", () => {
  const text = "# <script>alert(1)</script> [a](javascript:alert(1)) &lt;b&gt; **x** `y`";
  const article = withBlocks({ type: "paragraph", text }, { type: "heading", text }, { type: "quote", text });

  expect(activeInAny(article)).toEqual([]);
  expect(render(article, "markdown")).toContain(
    "\\# \\<script\\>alert(1)\\</script\\> \\[a\\](javascript:alert(1)) \\&lt;b\\&gt; \\*\\*x\\*\\* \\`y\\`",
  );
});

test("markdown keeps lists, tables and numbers what they are", () => {
  const article = withBlocks(
    { type: "list", text: "", ordered: true, items: ["春耕\n备肥", "修剪"] },
    { type: "table", text: "", rows: [["品种", "亩|数"], ["红富士"]] },
    { type: "paragraph", text: "1. 这不是列表\n- 这也不是\n===" },
  );

  const [, list, table, paragraph] = render(article, "markdown").trimEnd().split("\n\n");

  expect(list).toBe("1. 春耕  \n   备肥\n2. 修剪");
  expect(table).toBe("| 品种 | 亩\\|数 |\n| --- | --- |\n| 红富士 |  |");
  expect(paragraph).toBe("1\\. 这不是列表  \n\\- 这也不是  \n\\===");
});

test("addresses that are not of the web are left out, with their words kept", () => {
  const article = withBlocks(
    { type: "attachment", text: "附件", url: "javascript:alert(1)" },
    { type: "image", text: "图为果园", url: "data:image/svg+xml,<svg onload=alert(1)>", caption: "果园", credit: null },
    { type: "video", text: "", url: "//evil.example/x" },
  );

  expect(activeInAny(article)).toEqual([]);
  expect(render(article, "markdown")).toContain("附件");
});

test("an address cannot end its link early", () => {
  const url = 'https://www.example.cn/a(1).jpg)"><script>';

  expect(activeInAny(withBlocks({ type: "image", text: "", url, caption: null, credit: null }))).toEqual([]);
});

test("no text of any block makes active content", () => {
  const text = fc.array(
    fc.constantFrom("<", ">", "&", '"', "'", "](", "javascript:", "#", "`", "\\", "\n", "-", "a", "|"),
    {
      maxLength: 12,
    },
  );
  fc.assert(
    fc.property(text, (parts) => {
      const words = parts.join("");
      const article = withBlocks(
        { type: "paragraph", text: words },
        { type: "list", text: words, ordered: false, items: [words] },
        { type: "image", text: words, url: words, caption: words, credit: null },
        { type: "attachment", text: words, url: `https://a.example/${words}` },
      );
      expect(activeInAny({ ...article, title: words })).toEqual([]);
    }),
  );
});

test("ninjs and schema.org say what the record says", () => {
  const ninjs = JSON.parse(render(good, "ninjs")) as Record<string, unknown>;
  const news = JSON.parse(render(good, "schema.org")) as Record<string, unknown>;

  expect(ninjs).toMatchObject({ uri: good.canonicalUrl, type: "text", language: "zh-Hans", pubStatus: "usable" });
  expect(news).toMatchObject({ "@type": "NewsArticle", headline: "果园忙碌", articleBody: good.text });
});

test("lets no active content of the shared payloads into any form", { timeout: 60_000 }, (context) => {
  const file = sharedFile("attacks/dompurify/cases.json");
  if (file === null) {
    context.skip();
    return;
  }
  const cases = JSON.parse(readFileSync(file, "utf8")) as readonly { readonly payload?: string }[];
  const active: string[] = [];
  for (const { payload = "" } of cases) {
    for (const html of [
      payload,
      `<h1>果园</h1><div>${STORY}${payload}</div>`,
      `<h1>${payload}</h1><div>${STORY}</div>`,
    ]) {
      const result = parse(html, { url: "https://www.example.cn/a/1.html" });
      if (!result.ok) continue;
      active.push(...activeInAny(result.article));
      for (const format of FORMATS) render(result.article, format);
    }
  }

  expect(cases.length).toBeGreaterThan(200);
  expect(active).toEqual([]);
});
