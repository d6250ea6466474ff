import { mkdtempSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";

/** Longest path that a Unix socket address holds (sun_path is 108 bytes with its NUL). */
const MOST_BYTES = 107;

/** Where the folder's socket goes: beside the tables, or, where that path is too long, a private folder in tmp. */
export function socketPath(folder: string): string {
  const beside = join(folder, "ledger.sock");
  return Buffer.byteLength(beside) <= MOST_BYTES
    ? beside
    : join(mkdtempSync(join(tmpdir(), "caibian-")), "ledger.sock");
}
