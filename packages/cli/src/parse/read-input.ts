import { readFile } from "node:fs/promises";
import { CaibianError, messageOf, toBeijing } from "@caibian/schema/plain";

import { isUrl, type Input } from "./inputs.ts";

/** A page's bytes, and what the server said of them. */
export interface ReadPage {
  readonly bytes: Uint8Array;
  readonly url: string | undefined;
  readonly contentType: string | undefined;
  /** When it was fetched, ISO 8601 with +08:00; undefined for files. */
  readonly fetchedAt: string | undefined;
}

/** Most bytes read from standard input. */
const MAX_STDIN_BYTES = 64_000_000;

/**
 * Reads one page from its file, from standard input or over the network.
 * @throws {CaibianError} when it cannot be had.
 */
export async function readInput(input: Input, allow: readonly string[]): Promise<ReadPage> {
  if (isUrl(input.name)) return fetchPage(input, allow);
  try {
    const bytes = input.name === "-" ? await readStandardInput() : await readFile(input.name);
    return { bytes, url: input.url, contentType: undefined, fetchedAt: undefined };
  } catch (error) {
    throw new CaibianError({
      code: "E_INPUT",
      what: "The page cannot be read",
      where: input.name,
      why: messageOf(error),
      next: "Check the path.",
      cause: error,
    });
  }
}

async function readStandardInput(): Promise<Uint8Array> {
  const chunks: Uint8Array[] = [];
  let size = 0;
  for await (const chunk of process.stdin) {
    const bytes = chunk instanceof Uint8Array ? chunk : Buffer.from(String(chunk));
    size += bytes.length;
    if (size > MAX_STDIN_BYTES) throw new RangeError(`more than ${MAX_STDIN_BYTES} bytes`);
    chunks.push(bytes);
  }
  return Buffer.concat(chunks);
}

async function fetchPage(input: Input, allow: readonly string[]): Promise<ReadPage> {
  // Loaded where it is needed: a third of the time that a file takes from start to record.
  const [{ createClient }, { USER_AGENT }] = await Promise.all([import("@caibian/http"), import("@caibian/schema")]);
  const client = createClient({ allow, userAgent: USER_AGENT });
  try {
    const fetched = await client.get(input.name);
    if (fetched.status !== 200) {
      throw new CaibianError({
        code: "E_STATUS",
        what: `The server answered ${fetched.status}`,
        where: input.name,
        why: "there is no page to parse",
        next: "Open the URL in a browser to see what it gives.",
      });
    }
    return {
      bytes: fetched.bytes,
      url: input.url ?? fetched.finalUrl,
      contentType: fetched.headers["content-type"],
      fetchedAt: toBeijing(Date.now()),
    };
  } finally {
    await client.close();
  }
}
