import { readFileSync } from "node:fs";
import { argv, stdin, stdout } from "node:process";

import { parse } from "../src/index.ts";

// Parses the files of a LIST (one `FILE` or `FILE<TAB>URL` a line; `-` or nothing: standard input) and prints one
// JSON line a page: {"file","article","error","ms"}. The command `caibian parse` does the same for users.
const list = readFileSync(argv[2] === undefined || argv[2] === "-" ? stdin.fd : argv[2], "utf8");
for (const entry of list.split("\n")) {
  const [file = "", url] = entry.split("\t");
  if (file === "") continue;
  const bytes = readFileSync(file);
  const started = performance.now();
  const result = parse(bytes, { url });
  const ms = Math.round((performance.now() - started) * 100) / 100;
  const outcome = result.ok ? { article: result.article, error: null } : { article: null, error: result.error };
  stdout.write(`${JSON.stringify({ file, ...outcome, ms })}\n`);
}
