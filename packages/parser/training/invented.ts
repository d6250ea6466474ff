import { readFileSync } from "node:fs";
import { join } from "node:path";

/** Lines that sites write about themselves, invented for training. */
export function readInvented(): string[] {
  return readFileSync(join(import.meta.dirname, "data/site-speech.txt"), "utf8")
    .split("\n")
    .filter((line) => line !== "" && !line.startsWith("#"));
}
