// `npm run bench -- NAME [--json]`: one question per folder, peers beside it, in one run.
import { printResult } from "./measure/print-result.ts";
import type { BenchResult } from "./measure/result.ts";

const BENCHES: Readonly<Record<string, (flags: readonly string[]) => Promise<BenchResult>>> = {
  crawl: async (flags) => (await import("./crawl/crawl.ts")).benchCrawl(flags),
  deliver: async (flags) => (await import("./deliver/deliver.ts")).benchDeliver(flags),
  fetch: async () => (await import("./fetch/fetch.ts")).benchFetch(),
  ledger: async () => (await import("./ledger/ledger.ts")).benchLedger(),
  lists: async () => (await import("./lists/lists.ts")).benchLists(),
  memory: async () => (await import("./memory/memory.ts")).benchMemory(),
  parse: async () => (await import("./parse/parse.ts")).benchParse(),
  pipeline: async () => (await import("./pipeline/pipeline.ts")).benchPipeline(),
  text: async () => (await import("./text/text.ts")).benchText(),
  reprints: async (flags) => (await import("./reprints/reprints.ts")).benchReprints(flags),
};

const [name = "", ...flags] = process.argv.slice(2);
const bench = BENCHES[name];
if (bench === undefined) {
  console.error(`Expected one of ${Object.keys(BENCHES).join(", ")}, got "${name}"`);
  process.exit(2);
}
printResult(await bench(flags), flags.includes("--json"));
