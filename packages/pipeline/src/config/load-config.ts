import { readFile } from "node:fs/promises";
import { dirname, isAbsolute, resolve } from "node:path";
import { readAllowList } from "@caibian/http";
import { configSchema, messageOf, type Config, type Store } from "@caibian/schema";
import { LineCounter, parseDocument, type Document } from "yaml";

import { ConfigError } from "../errors.ts";
import { wordsOf } from "./problem-words.ts";
import { fillVariables } from "./variables.ts";

type Path = readonly (string | number)[];

const UNSET = "uses variables that are not set";
const UNFIT = "does not fit the schema";

/** Most bytes of a config file. */
const MAX_CONFIG_BYTES = 4_000_000;

/**
 * Reads, fills and checks a config file. Relative paths in it are taken from the file's own folder.
 * @throws {ConfigError} naming every problem with its line.
 */
export async function loadConfig(file: string, env: Readonly<Record<string, string | undefined>>): Promise<Config> {
  const text = await readConfigText(file);
  return parseConfig(text, file, env);
}

/** The same from text: `file` names it in errors and anchors relative paths. */
export function parseConfig(text: string, file: string, env: Readonly<Record<string, string | undefined>>): Config {
  const lines = new LineCounter();
  const document = parseDocument(text, { lineCounter: lines, uniqueKeys: true });
  const syntax = document.errors.map(
    (error) => `line ${lines.linePos(error.pos[0]).line}: ${firstLine(error.message)}`,
  );
  if (syntax.length > 0) throw refusal(file, "is not YAML", syntax);

  const unset = new Set<string>();
  const problems: string[] = [];
  const note = (path: Path, text: string): void =>
    void problems.push(`${at(document, lines, path)}${path.join(".") || "the file"}: ${text}`);
  const raw = fillVariables(toPlain(document, file), env, (name, path) => {
    unset.add(path.join("."));
    note(path, `environment variable ${name} is not set`);
  });
  const unfilled = problems.length;
  const checked = configSchema.safeParse(withLedgerOf(env, raw ?? {}));
  for (const issue of checked.error?.issues ?? []) {
    const path = issue.path.filter((part) => typeof part !== "symbol");
    // What a variable would have said is not judged by its name.
    if (!unset.has(path.join("."))) note(path, wordsOf(issue));
  }
  const wrongAddress = judgeAllowList(raw);
  if (wrongAddress !== null) note(["network", "allow"], wrongAddress);
  if (!checked.success || problems.length > 0)
    throw refusal(file, unfilled === problems.length ? UNSET : UNFIT, problems);
  return anchorPaths(checked.data, dirname(resolve(file)));
}

/** DATABASE_URL names the ledger where the file does not. */
function withLedgerOf(env: Readonly<Record<string, string | undefined>>, raw: unknown): unknown {
  const url = env["DATABASE_URL"];
  const isSilent = typeof raw === "object" && raw !== null && !("ledger" in raw);
  return isSilent && url !== undefined && url !== "" ? { ledger: url, ...raw } : raw;
}

/** What is wrong with the addresses, or null; what is no list of texts is the schema's to refuse. */
function judgeAllowList(raw: unknown): string | null {
  const list = keyOf(keyOf(raw, "network"), "allow");
  if (!Array.isArray(list)) return null;
  try {
    readAllowList(list.filter((text) => typeof text === "string" && !text.includes("${")));
    return null;
  } catch (error) {
    return messageOf(error);
  }
}

function keyOf(value: unknown, key: string): unknown {
  return typeof value === "object" && value !== null && key in value ? Reflect.get(value, key) : undefined;
}

async function readConfigText(file: string): Promise<string> {
  try {
    const bytes = await readFile(file);
    if (bytes.length > MAX_CONFIG_BYTES)
      throw new RangeError(`it has ${bytes.length} bytes, at most ${MAX_CONFIG_BYTES}`);
    return bytes.toString("utf8");
  } catch (error) {
    throw new ConfigError({
      what: "The config file cannot be read",
      where: file,
      why: messageOf(error),
      next: "Name it with --config, or write one: `caibian init URL` finds a site's news, `caibian init` writes an example.",
      cause: error,
    });
  }
}

function toPlain(document: Document.Parsed, file: string): unknown {
  try {
    return document.toJS({ maxAliasCount: 100 });
  } catch (error) {
    throw refusal(file, "is not YAML", [messageOf(error)]);
  }
}

function refusal(file: string, what: string, problems: readonly string[]): ConfigError {
  return new ConfigError(
    {
      what: `The config ${what}`,
      where: file,
      why: problems.join("\n"),
      next: "Mend the lines named and check with `caibian validate`.",
    },
    problems,
  );
}

/** `line N: ` of the nearest node that exists on a path: a missing key is reported where it should stand. */
function at(document: Document.Parsed, lines: LineCounter, path: readonly (string | number)[]): string {
  for (let length = path.length; length >= 0; length--) {
    const node: unknown = length === 0 ? document.contents : document.getIn(path.slice(0, length), true);
    if (isPlaced(node)) return `line ${lines.linePos(node.range[0]).line}: `;
  }
  return "";
}

function isPlaced(node: unknown): node is { readonly range: readonly [number, number, number] } {
  return typeof node === "object" && node !== null && "range" in node && Array.isArray(node.range);
}

function anchorPaths(config: Config, folder: string): Config {
  const anchored = (path: string): string => (isAbsolute(path) ? path : resolve(folder, path));
  const embedded = !/^postgres(ql)?:\/\//.test(config.ledger);
  const ledger = embedded ? anchored(config.ledger) : config.ledger;
  const archive = config.archive ?? (embedded ? resolve(ledger, "warc") : "./warc");
  const stores = config.stores.map((store): Store =>
    "path" in store ? { ...store, path: anchored(store.path) } : store,
  );
  return { ...config, ledger, archive: anchored(archive), stores };
}

function firstLine(text: string): string {
  return text.split("\n", 1)[0] ?? text;
}
