import { Document, isMap, isScalar, isSeq, parseDocument, visit, type Node, type ToStringOptions } from "yaml";

import { ConfigError } from "../errors.ts";
import { parseConfig } from "./load-config.ts";

/** A Source as a config file writes it: what it leaves out has its default. */
export interface SourceEntry {
  readonly id: string;
  readonly name?: string;
  readonly region?: string;
  readonly start: readonly string[];
  readonly schedule?: string;
  readonly limits?: { readonly delayMs?: number };
  readonly fetcher?: "rendered";
}

export interface AddSourceOptions {
  /** Addresses that `network.allow` must name for the source to be visited. Default none. */
  readonly allow?: readonly string[];
  readonly env: Readonly<Record<string, string | undefined>>;
}

/** The example that a newcomer's first source takes the place of. */
const STARTER_SOURCE = `  - id: example              # \`caibian init URL\` finds the rest of a site's entry by itself
    name: 示例区新闻网
    # region: "320505"       # GB/T 2260 code of the region that the site reports on
    start: [https://www.example.com/news/]
    schedule: "*/30 * * * *" # for \`caibian serve\`; \`caibian run\` visits at once
    # limits: { delayMs: 2000, concurrency: 1, maxPages: 500 }
`;

/** The first config of a newcomer, with what else may be said as comments. */
export const STARTER_CONFIG: string = `# yaml-language-server: $schema=./node_modules/@caibian/schema/json/caibian.schema.json
# ledger: ./data             # caibian's memory: a folder, or postgres://…
# queue: auto                # Redis where REDIS_URL is set, else the ledger's database
sources:
${STARTER_SOURCE}stores:
  - { id: files, type: jsonl, path: ./out }
  # - { id: main, type: postgres, url: "\${DATABASE_URL}", table: articles }
# network: { allow: [] }     # addresses that are not public and may be asked all the same
`;

const NEW_CONFIG = `# yaml-language-server: $schema=./node_modules/@caibian/schema/json/caibian.schema.json
sources: []
stores:
  - { id: files, type: jsonl, path: ./out }
`;

/**
 * The text of a config file with one more Source; a new config for null. What was there stays as it was written, but
 * for the starter's example, whose place the Source takes.
 * The result is what `caibian run` takes: it was checked.
 * @throws {ConfigError} when the config is not valid, before or after.
 */
export function addSource(text: string | null, file: string, source: SourceEntry, options: AddSourceOptions): string {
  if (text !== null) parseConfig(text, file, options.env);
  const base = text ?? NEW_CONFIG;
  const added = takeExample(base, source) ?? spliceIn(base, source) ?? addAsNode(base, source, file);
  const grown = allow(added, options.allow ?? [], file);
  parseConfig(grown, file, options.env);
  return grown;
}

/** In the place of the starter's example; null when it is not there, or no longer as it was. */
function takeExample(text: string, source: SourceEntry): string | null {
  if (!text.includes(`\nsources:\n${STARTER_SOURCE}`)) return null;
  return text.replace(STARTER_SOURCE, () => `${writeEntry(source).join("\n  ").replace(/^/, "  ")}\n`);
}

/** Written behind the last source, in its indentation; null when the sources are not written as lines. */
function spliceIn(text: string, source: SourceEntry): string | null {
  const list = parseDocument(text).getIn(["sources"], true);
  if (!isSeq(list) || list.flow === true || list.items.length === 0 || list.range == null) return null;
  const [start, end] = list.range;
  const indent = text.slice(text.lastIndexOf("\n", start) + 1, start);
  if (indent.trim() !== "") return null;
  const last = text.slice(0, end).trimEnd().length;
  const lineEnd = text.indexOf("\n", last);
  const at = lineEnd < 0 ? text.length : lineEnd;
  const lines = writeEntry(source).map((line) => `${indent}${line}`);
  return [text.slice(0, at), ...lines].join("\n") + (lineEnd < 0 ? "\n" : text.slice(at));
}

function writeEntry(source: SourceEntry): readonly string[] {
  const document = new Document();
  document.contents = document.createNode([toNode(document, source)]);
  return document.toString({ lineWidth: 0 }).trimEnd().split("\n");
}

function addAsNode(text: string, source: SourceEntry, file: string): string {
  const document = parseDocument(text);
  addTo(document, ["sources"], [toNode(document, source)], file);
  return document.toString(styleOf(text));
}

function allow(text: string, addresses: readonly string[], file: string): string {
  const document = parseDocument(text);
  const known = readList(document, ["network", "allow"]);
  const missing = addresses.filter((address) => !known.includes(address));
  if (missing.length === 0) return text;
  const spliced = spliceAllow(text, document, missing);
  if (spliced !== null) return spliced;
  addTo(document, ["network", "allow"], missing, file);
  return document.toString(styleOf(text));
}

/** Addresses on a line of their own, or in the brackets that are there; null where the file is written otherwise. */
function spliceAllow(text: string, document: Document, addresses: readonly string[]): string | null {
  const written = addresses.map(writeAddress).join(", ");
  const list: unknown = document.getIn(["network", "allow"], true);
  if (isSeq(list) && list.flow === true && list.range != null) {
    const last: unknown = list.items.at(-1);
    if (last === undefined) return insert(text, list.range[0] + 1, written);
    return isScalar(last) && last.range != null ? insert(text, last.range[1], `, ${written}`) : null;
  }
  const { contents } = document;
  if (document.has("network") || !isMap(contents) || contents.flow === true || /^\.\.\./m.test(text)) return null;
  return `${text}${text.endsWith("\n") ? "" : "\n"}network: { allow: [${written}] }\n`;
}

function insert(text: string, at: number, more: string): string {
  return text.slice(0, at) + more + text.slice(at);
}

/** An IPv6 address is YAML only in quotes. */
function writeAddress(address: string): string {
  return /^[a-z\d][a-z\d-]*(?:\.[a-z\d-]+)+(?:\/\d+)?$/i.test(address) ? address : JSON.stringify(address);
}

/** As the file is written already. */
function styleOf(text: string): ToStringOptions {
  return {
    lineWidth: 0,
    flowCollectionPadding: !/[[{][^\s\]}]/.test(text),
    indentSeq: !/^sources:[^\S\n]*\n-/m.test(text),
  };
}

function addTo(document: Document, path: readonly string[], items: readonly unknown[], file: string): void {
  const list: unknown = document.getIn(path, true);
  if (isSeq(list)) {
    // An empty list is written `[]`: what is added to it should stand on lines of its own.
    if (list.items.length === 0 && path.length === 1) list.flow = false;
    for (const item of items) list.add(item);
  } else if (list === undefined || list === null) document.setIn(path, document.createNode([...items]));
  else
    throw new ConfigError({
      what: "A source cannot be added to the config",
      where: file,
      why: `${path.join(".")} is no list`,
      next: "Mend the file and check with `caibian validate`.",
    });
}

function readList(document: Document, path: readonly string[]): readonly unknown[] {
  const list: unknown = document.getIn(path, true);
  return isSeq(list)
    ? list.items.map((item) => (typeof item === "object" && item !== null && "value" in item ? item.value : item))
    : [];
}

/** A block of lines; one entry URL and limits stand on the line of their key. */
function toNode(document: Document, source: SourceEntry): Node {
  const node = document.createNode(source);
  visit(node, {
    Pair(_, pair) {
      const { value } = pair;
      const isShort = (isSeq(value) && value.items.length === 1) || isMap(value);
      if (isShort) value.flow = true;
    },
  });
  return node;
}
