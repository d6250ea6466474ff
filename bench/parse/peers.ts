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

const PEERS = fileURLToPath(new URL("../peers/", import.meta.url));

interface Readability {
  readonly Readability: new (document: unknown) => { readonly parse: () => unknown };
}

/** The peers that run without a wait, each on the text that our decoder makes of the page. */
export async function loadPeers(): Promise<readonly Contender[]> {
  installPeers();
  const { Readability } = await load<Readability>("@mozilla/readability");
  const { parseHTML } = await load<{ readonly parseHTML: (html: string) => { readonly document: unknown } }>(
    "linkedom",
  );
  const { JSDOM, VirtualConsole } = await load<{
    readonly VirtualConsole: new () => object;
    readonly JSDOM: new (
      html: string,
      options: { readonly url?: string; readonly virtualConsole: object },
    ) => { readonly window: { readonly document: unknown; readonly close: () => void } };
  }>("jsdom");
  const mizchi = await load<{ readonly extract: (html: string, options: object) => unknown }>("@mizchi/readability");
  return [
    {
      name: "readability-linkedom",
      passes: 2,
      run: (page) => new Readability(parseHTML(textOf(page)).document).parse(),
    },
    {
      name: "readability-jsdom",
      passes: 1,
      every: 6,
      run: (page) => {
        const virtualConsole = new VirtualConsole();
        const { window } = new JSDOM(textOf(page), {
          virtualConsole,
          ...(page.url === undefined ? {} : { url: page.url }),
        });
        const article = new Readability(window.document).parse();
        window.close();
        return article;
      },
    },
    { name: "mizchi", passes: 2, run: (page) => mizchi.extract(textOf(page), {}) },
  ];
}

function textOf(page: BenchPage): string {
  return decode(page.bytes, { url: page.url }).text;
}

async function load<Module>(name: string): Promise<Module> {
  const resolve = createRequire(`${PEERS}index.js`).resolve;
  return (await import(pathToFileURL(resolve(name)).href)) as Module;
}

function installPeers(): void {
  if (existsSync(`${PEERS}node_modules/@mozilla/readability`)) return;
  const { status } = spawnSync("npm", ["ci", "--prefix", PEERS], { stdio: "inherit" });
  if (status !== 0) throw new Error("the peers could not be installed: npm ci --prefix bench/peers");
}
