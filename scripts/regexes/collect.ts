import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { pathToFileURL } from "node:url";

import { parseAst } from "rolldown/parseAst";

/** A regular expression of the sources, and where it stands. */
export interface Found {
  readonly source: string;
  readonly flags: string;
  /** `packages/parser/src/a.ts:12`. */
  readonly at: string;
}

/** Every regular expression of the rooms' sources, tests left out; files that build some are loaded to see them. */
export async function collectRegexes(): Promise<readonly Found[]> {
  const found: Found[] = [];
  const builders = new Set<string>();
  for (const room of readdirSync("packages")) {
    const folder = join("packages", room, "src");
    for (const name of readdirSync(folder, { recursive: true, encoding: "utf8" })) {
      if (name.endsWith(".ts") && !name.endsWith(".test.ts")) collectFrom(join(folder, name), found, builders);
    }
  }
  for (const file of builders) found.push(...(await builtBy(file)));
  return found;
}

/** What a file builds as it is loaded. */
async function builtBy(file: string): Promise<Found[]> {
  const found: Found[] = [];
  const Native = globalThis.RegExp;
  globalThis.RegExp = new Proxy(Native, {
    construct(target, args: [string | RegExp, string?]) {
      const built = new target(...args);
      found.push({ source: built.source, flags: built.flags, at: `${file}:0` });
      return built;
    },
  });
  try {
    await import(pathToFileURL(file).href);
  } finally {
    globalThis.RegExp = Native;
  }
  return found;
}

function collectFrom(file: string, found: Found[], builders: Set<string>): void {
  const text = readFileSync(file, "utf8");
  const lineOf = (start: number): string => `${file}:${text.slice(0, start).split("\n").length}`;
  const visit = (node: unknown): void => {
    if (Array.isArray(node)) {
      node.forEach(visit);
      return;
    }
    if (!isNode(node)) return;
    if (node.type === "Literal" && node.regex !== undefined) {
      found.push({ source: node.regex.pattern, flags: node.regex.flags, at: lineOf(node.start) });
      return;
    }
    if (node.type === "NewExpression" && node.callee?.name === "RegExp") {
      const constant = constantOf(node);
      if (constant === null) builders.add(file);
      else found.push({ ...constant, at: lineOf(node.start) });
    }
    for (const [key, child] of Object.entries(node)) if (key !== "value") visit(child);
  };
  visit(parseAst(text, { lang: "ts" }).body);
}

/** `new RegExp("…", "g")`, or null where it is built from what is no literal. */
function constantOf(node: AstNode): { readonly source: string; readonly flags: string } | null {
  const [source, flags] = node.arguments ?? [];
  if (source?.type !== "Literal" || typeof source.value !== "string") return null;
  return { source: source.value, flags: typeof flags?.value === "string" ? flags.value : "" };
}

interface AstNode {
  readonly type: string;
  readonly start: number;
  readonly regex?: { readonly pattern: string; readonly flags: string };
  readonly callee?: { readonly name?: string };
  readonly arguments?: readonly { readonly type: string; readonly value?: unknown }[];
}

function isNode(value: unknown): value is AstNode {
  return typeof value === "object" && value !== null && typeof (value as { type?: unknown }).type === "string";
}
