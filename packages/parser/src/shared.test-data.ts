import { existsSync } from "node:fs";
import { dirname, join } from "node:path";

/**
 * Path of a file of the shared test data: under CAIBIAN_SHARED, else in a folder `shared` beside the
 * repository or above it. Null, with a printed line, when it is not there.
 */
export function sharedFile(path: string): string | null {
  const set = process.env["CAIBIAN_SHARED"];
  const folders = set === undefined ? [] : [set];
  for (let at = import.meta.dirname; at !== dirname(at); at = dirname(at)) folders.push(join(at, "shared"));
  const found = folders.map((folder) => join(folder, path)).find((file) => existsSync(file));
  if (found === undefined) console.log(`NOT RUN: shared/${path} is absent`);
  return found ?? null;
}
