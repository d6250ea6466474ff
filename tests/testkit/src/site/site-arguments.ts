import { parseArgs } from "node:util";

import type { SiteOptions } from "./start-site.ts";

/** Reads `--seed N --articles N --port N --delay-ms N --page-bytes N`. Throws on what it does not know. */
export function readSiteArguments(args: readonly string[]): SiteOptions {
  const number = { type: "string" } as const;
  const { values } = parseArgs({
    args: [...args],
    options: { seed: number, articles: number, port: number, "delay-ms": number, "page-bytes": number },
  });
  return {
    ...asNumber("seed", values.seed),
    ...asNumber("articles", values.articles),
    ...asNumber("port", values.port),
    ...asNumber("delayMs", values["delay-ms"]),
    ...asNumber("pageBytes", values["page-bytes"]),
  };
}

function asNumber<K extends keyof SiteOptions>(name: K, text: string | undefined): { readonly [P in K]?: number } {
  if (text === undefined) return {};
  const value = Number(text);
  if (!Number.isInteger(value) || value < 0) throw new RangeError(`Expected a whole number for ${name}, got "${text}"`);
  return { [name]: value } as { readonly [P in K]: number };
}
