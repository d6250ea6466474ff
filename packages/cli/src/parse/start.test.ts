import { execFileSync } from "node:child_process";
import { fileURLToPath } from "node:url";
import { expect, test } from "vitest";

const BIN = fileURLToPath(new URL("../bin.ts", import.meta.url));
/** Writes the URL of every module that is loaded to descriptor 2. */
const HOOK = `import { writeSync } from "node:fs";
export async function load(url, context, next) { writeSync(2, url + "\\n"); return next(url, context); }`;
const REGISTER = `import { register } from "node:module"; register(${JSON.stringify(asModule(HOOK))});`;

function asModule(code: string): string {
  return `data:text/javascript,${encodeURIComponent(code)}`;
}

/** The packages of others that are loaded between the start of `caibian parse` and its record. */
function packagesLoadedBy(args: readonly string[], input: string): ReadonlySet<string> {
  const script = `${JSON.stringify(process.execPath)} "$@" 2>&1 >/dev/null`;
  const node = ["--conditions=source", "--import", "tsx", "--import", asModule(REGISTER), BIN, ...args];
  const seen = execFileSync("bash", ["-c", script, "bash", ...node], { input, encoding: "utf8", maxBuffer: 1 << 24 });
  const names = seen.matchAll(/\/node_modules\/((?:@[^/\n]+\/)?[^/\n]+)\/[^\n]*/g);
  return new Set([...names].map(([, name = ""]) => name));
}

test("parse loads nothing of others but what it reads a page with", () => {
  const page = "<title>果园忙碌</title><h1>果园忙碌</h1><p>柳河县的果园里一片忙碌，果农们抢抓农时修剪枝条。</p>";

  const packages = packagesLoadedBy(["parse", "-"], page);

  expect([...packages].filter((name) => name !== "tsx" && name !== "@caibian").sort()).toEqual([
    "commander",
    "entities",
    "iconv-lite",
  ]);
});
