import { spawnSync } from "node:child_process";
import { existsSync } from "node:fs";
import { createRequire } from "node:module";
import { fileURLToPath, pathToFileURL } from "node:url";
import { decode } from "@caibian/page";

import type { BenchPage } from "./pages.ts";

/** One extractor: bytes in, whatever it answers out. */
export interface Contender {
  readonly name: string;
  readonly run: (page: BenchPage) => unknown;
  /** Passes over the pages; slow ones get fewer. */
  readonly passes: number;
  /** Only every nth page, for the slowest. */
  readonly every?: number;
}

const PEERS = fileURLToPath(new URL("../peers-parse/", import.meta.url));
const SLOW_EVERY = 4;
const SLOWEST_EVERY = 8;
/** What a page without a URL says that it came from: some peers insist on one. */
const SOMEWHERE = "https://www.example.com/a.html";

interface Readability {
  readonly Readability: new (document: unknown) => { readonly parse: () => unknown };
}
interface Linkedom {
  readonly parseHTML: (html: string) => { readonly document: unknown };
}
interface Jsdom {
  readonly VirtualConsole: new () => object;
  readonly JSDOM: new (
    html: string,
    options: { readonly url: string; readonly virtualConsole: object },
  ) => { readonly window: { readonly document: unknown; readonly close: () => void } };
}
interface Mizchi {
  readonly extract: (html: string, options: object) => unknown;
}
interface Defuddle {
  readonly Defuddle: (document: unknown, url: string, options: object) => Promise<unknown>;
}
interface ArticleExtractor {
  readonly extractFromHtml: (html: string, url: string) => Promise<unknown>;
}
interface Postlight {
  readonly default: { readonly parse: (url: string, options: object) => Promise<unknown> };
}

/** The peers, each on the text that our decoder makes of the page; none goes to the network. */
export async function loadPeers(): Promise<readonly Contender[]> {
  installPeers();
  const { Readability } = await load<Readability>("@mozilla/readability");
  const { parseHTML } = await load<Linkedom>("linkedom");
  const { JSDOM, VirtualConsole } = await load<Jsdom>("jsdom");
  const mizchi = await load<Mizchi>("@mizchi/readability");
  const { Defuddle } = await load<Defuddle>("defuddle/node");
  const { extractFromHtml } = await load<ArticleExtractor>("@extractus/article-extractor");
  const { default: postlight } = await load<Postlight>("@postlight/parser");
  return [
    {
      name: "readability-linkedom",
      passes: 2,
      run: (page) => new Readability(parseHTML(textOf(page)).document).parse(),
    },
    { name: "mizchi", passes: 2, run: (page) => mizchi.extract(textOf(page), {}) },
    {
      name: "readability-jsdom",
      passes: 1,
      every: SLOWEST_EVERY,
      run: (page) => {
        const { window } = new JSDOM(textOf(page), { virtualConsole: new VirtualConsole(), url: urlOf(page) });
        const article = new Readability(window.document).parse();
        window.close();
        return article;
      },
    },
    {
      name: "defuddle",
      passes: 1,
      every: SLOW_EVERY,
      run: (page) => Defuddle(parseHTML(textOf(page)).document, urlOf(page), { useAsync: false }),
    },
    {
      name: "article-extractor",
      passes: 1,
      every: SLOW_EVERY,
      run: (page) => extractFromHtml(textOf(page), urlOf(page)),
    },
    {
      name: "postlight",
      passes: 1,
      every: SLOW_EVERY,
      run: (page) => postlight.parse(urlOf(page), { html: textOf(page), fetchAllPages: false }),
    },
  ];
}

function textOf(page: BenchPage): string {
  return decode(page.bytes, { url: page.url }).text;
}

function urlOf(page: BenchPage): string {
  return page.url ?? SOMEWHERE;
}

async function load<Module>(name: string): Promise<Module> {
  const { resolve } = createRequire(`${PEERS}index.js`);
  // `defuddle/node` answers to import only.
  const file = name === "defuddle/node" ? `${PEERS}node_modules/defuddle/dist/node.js` : resolve(name);
  return (await import(pathToFileURL(file).href)) as Module;
}

function installPeers(): void {
  if (existsSync(`${PEERS}node_modules/defuddle`)) return;
  const { status } = spawnSync("npm", ["ci", "--prefix", PEERS, "--ignore-scripts"], { stdio: "inherit" });
  if (status !== 0) throw new Error("the peers could not be installed: npm ci --prefix bench/peers-parse");
}
