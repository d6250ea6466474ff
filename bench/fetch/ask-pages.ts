// `ask-pages.ts ours|undici gzip|plain PAGES ORIGIN`: asks for pages, four at a time, and prints the CPU a page took.
import { gunzipSync } from "node:zlib";
import { createClient } from "@caibian/http";
import { Agent, request } from "undici";

const [who = "ours", form = "plain", pagesText = "3000", origin = ""] = process.argv.slice(2);
const CONNECTIONS = 4;
/** Asked before the clock runs: compiled code is what a long crawl runs. */
const WARM_UP = 500;

function asker(): { readonly ask: (url: string) => Promise<number>; readonly close: () => Promise<void> } {
  if (who === "ours") {
    const client = createClient({ userAgent: "bench", allow: ["127.0.0.1"], connectionsPerHost: CONNECTIONS });
    return { ask: async (url) => (await client.get(url)).bytes.length, close: async () => client.close() };
  }
  const dispatcher = new Agent({ connections: CONNECTIONS });
  const ask = async (url: string): Promise<number> => {
    const { body, headers } = await request(url, { dispatcher, headers: { "accept-encoding": "gzip" } });
    const bytes = new Uint8Array(await body.arrayBuffer());
    return (headers["content-encoding"] === "gzip" ? gunzipSync(bytes) : bytes).length;
  };
  return { ask, close: async () => dispatcher.close() };
}

const { ask, close } = asker();
let next = 0;

async function askUntil(last: number): Promise<void> {
  while (next < last) {
    const bytes = await ask(`${origin}/${form}/${next++}`);
    if (bytes !== 40_000) throw new RangeError(`Expected 40000 bytes, got ${bytes}`);
  }
}

async function askAll(last: number): Promise<void> {
  await Promise.all(Array.from({ length: CONNECTIONS }, async () => askUntil(last)));
}

await askAll(WARM_UP);
const before = process.cpuUsage();
const pages = Number(pagesText);
await askAll(WARM_UP + pages);
const { user, system } = process.cpuUsage(before);
await close();
console.log(JSON.stringify({ msCpuPerPage: (user + system) / 1000 / pages }));
