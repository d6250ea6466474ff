import { availableParallelism } from "node:os";
import { parse, render, type ParseOptions, type ParseResult } from "@caibian/parser";
import type { Article } from "@caibian/schema";
import { CaibianError, EXIT } from "@caibian/schema/plain";

import { refuseUnreadable } from "../inputs/readable-file.ts";
import { explainLines } from "../output/explain.ts";
import { formatJson } from "../output/print.ts";
import { decodeAs } from "../parse/decode-as.ts";
import { gatherInputs, isUrl, type Input } from "../parse/inputs.ts";
import { readInput, type ReadPage } from "../parse/read-input.ts";

interface ParseCommandOptions {
  readonly filesFrom?: string;
  readonly url?: string;
  readonly charset?: string;
  readonly format: "json" | "ndjson" | "markdown" | "text" | "html" | "ninjs" | "schema.org";
  readonly explain?: boolean;
  readonly workers?: number;
  readonly allow: readonly string[];
}

/** One page's line in NDJSON. */
interface Line {
  readonly file: string;
  readonly result: ParseResult;
  readonly ms: number;
}

/** `caibian parse`: pages in, records out; nothing is kept. */
export async function parseCommand(names: readonly string[], options: ParseCommandOptions): Promise<number> {
  const inputs = await gatherInputs(names, options);
  // Files of a list are judged one by one: one that is missing is a record with its error.
  for (const name of names) if (name !== "-" && !isUrl(name)) await refuseUnreadable(name);
  const workers = Math.min(options.workers ?? availableParallelism(), inputs.length);
  if (options.charset !== undefined) decodeAs(new Uint8Array(), options.charset);
  let failed = false;
  const lines =
    options.format === "ndjson" && workers > 1 ? parseOnThreads(inputs, workers, options) : parseHere(inputs, options);
  for await (const line of lines) {
    failed ||= !line.result.ok;
    await print(line, options);
  }
  return failed ? EXIT.someFailed : EXIT.done;
}

async function* parseHere(inputs: readonly Input[], options: ParseCommandOptions): AsyncGenerator<Line> {
  for (const input of inputs) {
    const page = await tryRead(input, options);
    if ("code" in page) {
      yield { file: input.name, result: { ok: false, error: page }, ms: 0 };
      continue;
    }
    const started = performance.now();
    const result = parse(contentOf(page, options), parseOptionsOf(page, options));
    yield { file: input.name, result, ms: performance.now() - started };
  }
}

async function* parseOnThreads(
  inputs: readonly Input[],
  threads: number,
  options: ParseCommandOptions,
): AsyncGenerator<Line> {
  const { openParsePool } = await import("@caibian/pipeline/parse-pool");
  const pool = openParsePool({ threads });
  const parseOne = async (input: Input): Promise<Line> => {
    const page = await tryRead(input, options);
    if ("code" in page) return { file: input.name, result: { ok: false, error: page }, ms: 0 };
    const done = await pool.parse({ input: contentOf(page, options), options: parseOptionsOf(page, options) });
    return { file: input.name, ...done };
  };
  const running: Promise<Line>[] = [];
  try {
    for (const input of inputs) {
      const line = parseOne(input);
      line.catch(() => undefined); // reported when its turn comes
      running.push(line);
      const first = running.length >= threads * 4 ? running.shift() : undefined;
      if (first !== undefined) yield await first;
    }
    for (const line of running) yield await line;
  } finally {
    await pool.close();
  }
}

async function tryRead(
  input: Input,
  options: ParseCommandOptions,
): Promise<ReadPage | { readonly code: string; readonly message: string }> {
  try {
    return await readInput(input, options.allow);
  } catch (error) {
    if (error instanceof CaibianError) return { code: error.code, message: error.message };
    throw error;
  }
}

function contentOf(page: ReadPage, options: ParseCommandOptions): Uint8Array | string {
  return options.charset === undefined ? page.bytes : decodeAs(page.bytes, options.charset);
}

function parseOptionsOf(page: ReadPage, options: ParseCommandOptions): ParseOptions {
  return {
    // 昨天 and 06-07 count back from the fetch; of a file on disk nobody knows when that was.
    ...(page.fetchedAt === undefined ? {} : { now: page.fetchedAt }),
    explain: options.explain ?? false,
    ...(page.url === undefined ? {} : { url: page.url }),
    ...(page.contentType === undefined ? {} : { contentType: page.contentType }),
  };
}

async function print(line: Line, options: ParseCommandOptions): Promise<void> {
  const { file, result } = line;
  if (options.format === "ndjson") {
    const ms = Math.round(line.ms * 100) / 100;
    const row = result.ok
      ? { file, article: result.article, error: null, ms }
      : { file, article: null, error: result.error, ms };
    await write(`${JSON.stringify(row)}\n`);
    return;
  }
  if (!result.ok) {
    process.stderr.write(`caibian: ${file}: ${result.error.message} [${result.error.code}]\n`);
    return;
  }
  if (result.lines !== undefined) process.stderr.write(`${explainLines(result.lines)}\n`);
  await write(textOf(result.article, options.format));
}

function textOf(article: Article, format: Exclude<ParseCommandOptions["format"], "ndjson">): string {
  return format === "json" ? `${formatJson(article)}\n` : `${render(article, format).trimEnd()}\n`;
}

/** Waits where the reader of standard output is slower than we are. */
async function write(text: string): Promise<void> {
  if (!process.stdout.write(text)) await new Promise((resolve) => process.stdout.once("drain", resolve));
}
