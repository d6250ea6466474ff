/** A page written to hurt: its name and its bytes, made only when they are asked for. */
export interface HostilePage {
  readonly name: string;
  readonly make: () => string | Uint8Array;
}

const TEN_MB = 10_000_000;
const STORY = `<p>${"果园里一片忙碌，果农修剪枝条。".repeat(20)}</p>`;
const HEAD = "<!doctype html><title>小城新闻</title><body><h1>小城新闻</h1>";
const NESTED = "div b font a ul><li table><tr><td svg math template select blockquote".split(" ");

/** What tempts a pattern to look again and again, one run of it after another. */
const RUNS: Readonly<Record<string, string>> = {
  blanks: " \u3000",
  nbsp: "&nbsp;",
  digits: "1",
  "full-width digits": "１",
  brackets: "(",
  "full-width brackets": "（",
  "closing brackets": "）",
  sources: "来源：",
  "padded sources": "来 源 ：",
  dates: "2021-06-07 16:05:02 ",
  "Han dates": "2021年6月7日",
  editors: "责任编辑：张三 ",
  reporters: "（记者 张三",
  mail: "a@b.",
  phones: "0512-",
  filings: "苏ICP备1",
  crumbs: "首页 > ",
  dashes: "——",
  bars: "｜",
  marks: "e\u0301",
  surrogates: "\ud800",
  bidi: "\u202E",
};

function fill(piece: string, length: number = TEN_MB - 10_000): string {
  return piece.repeat(Math.floor(length / piece.length));
}

/** Runs in one line, and in the head and in lines of a paragraph's length and shorter. */
function runPages(): HostilePage[] {
  return Object.entries(RUNS).flatMap(([name, run]) => [
    { name: `10 MB of ${name} in one line`, make: () => `${HEAD}${STORY}<p>${fill(run, 9_900_000)}</p>${STORY}` },
    {
      name: `a head and paragraphs of ${name}`,
      make: () =>
        `<title>${fill(run, 1_000_000)}</title><meta name=author content='${fill(run, 4990)}'>` +
        `<meta name=pubdate content='${fill(run, 4990)}'><div class='${fill(run, 1_000_000)}'>` +
        `<p>${fill(run, 500)}</p><p>${fill(run, 80)}</p>`.repeat(11_000),
    },
  ]);
}

/** Every page of the project's own that must end in a record or in a typed refusal. */
export const HOSTILE_PAGES: readonly HostilePage[] = [
  ...NESTED.map((tag) => ({
    name: `200,000 nested ${tag}`,
    make: () => HEAD + `<${tag}>`.repeat(200_000) + STORY,
  })),
  {
    name: "200,000 attributes",
    make: () => `${HEAD}<p ${Array.from({ length: 200_000 }, (_, i) => `a${i}=1`).join(" ")}>${STORY}`,
  },
  { name: "1.5 M equal attributes", make: () => `${HEAD}<p ${"a=1 ".repeat(1_500_000)}>${STORY}` },
  { name: "an attribute without an end", make: () => `${HEAD}<a href="${fill("x ")}` },
  { name: "5 M opening signs", make: () => HEAD + "<".repeat(5_000_000) + STORY },
  { name: "1 M comments that never end", make: () => HEAD + "<!--".repeat(1_000_000) + STORY },
  { name: "comments", make: () => HEAD + "<!-- -->".repeat(1_000_000) + STORY },
  { name: "2 M references", make: () => HEAD + "&amp".repeat(2_000_000) },
  { name: "a reference of 10 M digits", make: () => `${HEAD}&#${fill("9")};` },
  { name: "10 MB of text in one node", make: () => HEAD + fill("果园里一片忙碌，果农修剪枝条。") },
  { name: "10 MB of one-letter lines", make: () => HEAD + fill("a<br>") },
  { name: "10 MB of br", make: () => HEAD + fill("<br>") },
  { name: "90,000 paragraphs", make: () => HEAD + "<p>果园里一片忙碌，果农修剪枝条。</p>".repeat(90_000) },
  { name: "70,000 links", make: () => HEAD + "<p><a href=x>果园里一片忙碌，果农修剪。</a></p>".repeat(70_000) },
  { name: "paragraphs in 500 boxes", make: () => HEAD + "<div>".repeat(500) + "<p>果园里，枝条。</p>".repeat(90_000) },
  {
    name: "boxes of many names",
    make: () => HEAD + Array.from({ length: 90_000 }, (_, i) => `<div class='c${i} nav'>a</div>`).join(""),
  },
  { name: "99,000 headlines", make: () => HEAD + "<h1>小城新闻</h1>".repeat(99_000) },
  { name: "a table of 280,000 cells", make: () => `${HEAD}<table><tr>${"<td>a".repeat(140_000)}` },
  {
    name: "cells in 160 tables",
    make: () => HEAD + "<table><tr><td>".repeat(160) + "<td>a".repeat(140_000),
  },
  { name: "140,000 inline ends in a line", make: () => `${HEAD}<p>来源：${"<b>a</b>".repeat(140_000)}</p>${STORY}` },
  { name: "end tags of nothing", make: () => "<i>".repeat(500) + fill("</b>") },
  { name: "foreign elements closed by others", make: () => fill("<div><svg></div>") },
  {
    name: "200,000 metas",
    make: () => Array.from({ length: 200_000 }, (_, i) => `<meta name=n${i} content=b>`).join(""),
  },
  { name: "scripts of ct", make: () => `<script>${fill("ct   ", 199_000)}</script>`.repeat(45) + HEAD + STORY },
  {
    name: "JSON-LD of keys",
    make: () =>
      `<script type=application/ld+json>${fill('"datePublished" ', 199_000)}</script>`.repeat(45) + HEAD + STORY,
  },
  { name: "10 MB of NUL", make: () => HEAD + fill("\0") },
  { name: "random bytes", make: () => Uint8Array.from({ length: 4_000_000 }, (_, i) => (i * 2_654_435_761) >>> 13) },
  { name: "10 MB of one gb18030 byte", make: () => new Uint8Array(9_900_000).fill(0xb0) },
  {
    name: "UTF-8 with a broken end",
    make: () => Buffer.concat([Buffer.from(fill("枝", 3_000_000)), Buffer.alloc(99, 255)]),
  },
  {
    name: "10 MB of Big5",
    make: () =>
      Buffer.concat([Buffer.from("<meta charset=big5><p>"), Buffer.alloc(9_900_000, Buffer.from([0xa4, 0xa4]))]),
  },
  ...runPages(),
];
