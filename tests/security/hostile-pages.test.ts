import { execFileSync } from "node:child_process";
import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";

import { parse } from "@caibian/parser";
import { needShared } from "@caibian/testkit";
import fc from "fast-check";
import { afterAll, beforeAll, describe, expect, test } from "vitest";

import { HOSTILE_PAGES } from "./hostile-pages.ts";

// Whatever comes ends in 2 s of CPU and 512 MB with a record or a typed refusal.
const MOST_CPU_MS = 2000;
const MOST_RSS_MB = 512;
const REFUSALS = /^(?:ok|E_DEPTH|E_NODES|E_ATTRS|E_BYTES|E_EMPTY|E_NOT_ARTICLE|E_WITHDRAWN)$/;
const CHILD = fileURLToPath(new URL("parse-files.mjs", import.meta.url));

const own = needShared("attacks/own", "hostile pages: the shared ones");

let folder = "";

beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), "caibian-hostile-"));
});

afterAll(() => {
  rmSync(folder, { recursive: true, force: true });
});

interface Answer {
  readonly code: string;
  readonly cpuMs: number;
  readonly rssMb: number;
}

/** So many pages share a process: the memory of those before is counted too. */
const TOGETHER = 30;

function parseIn(files: readonly string[]): Answer[] {
  return JSON.parse(execFileSync(process.execPath, [CHILD, ...files], { encoding: "utf8" })) as Answer[];
}

/**
 * What is wrong with what a process answers to the files, or uses for them. What is over a bound in company is asked
 * again in a process of its own: others use the machine too, and memory of the pages before is counted.
 */
function faultsOf(files: readonly string[]): string[] {
  const answers: Answer[] = [];
  for (let from = 0; from < files.length; from += TOGETHER)
    answers.push(...parseIn(files.slice(from, from + TOGETHER)));
  return answers.flatMap((answer, i) => {
    const file = files[i] ?? "";
    const fault = faultOf(file, answer) === "" ? "" : faultOf(file, parseIn([file])[0] ?? answer);
    return fault === "" ? [] : [fault];
  });
}

/** What is wrong with an answer, or "". */
function faultOf(name: string, { code, cpuMs, rssMb }: Answer): string {
  if (!REFUSALS.test(code)) return `${name}: ${code}`;
  if (cpuMs >= MOST_CPU_MS) return `${name}: ${cpuMs} ms of CPU`;
  return rssMb >= MOST_RSS_MB ? `${name}: ${rssMb} MB` : "";
}

function codeOf(page: string | Uint8Array): string {
  const result = parse(page);
  return result.ok ? "ok" : result.error.code;
}

test("bounds what it spends on each of our own attack pages", { timeout: 300_000 }, () => {
  const files = HOSTILE_PAGES.map(({ name, make }) => {
    const file = join(folder, `${name.replaceAll("/", " ")}.html`);
    writeFileSync(file, make());
    return file;
  });

  expect(faultsOf(files)).toEqual([]);
});

test.skipIf(own === null)("bounds what it spends on every shared attack page", { timeout: 300_000 }, () => {
  const made = join(folder, "shared");
  execFileSync(process.execPath, [join(own ?? "", "make.mjs"), made], { env: { PATH: process.env["PATH"] } });
  const files = readdirSync(made).filter((name) => /\.(?:html|xml)$/.test(name));

  expect(files.length).toBeGreaterThan(0);
  expect(faultsOf(files.map((name) => join(made, name)))).toEqual([]);
});

/** Every string of a JSON value, however deep. */
function stringsOf(value: unknown): string[] {
  if (typeof value === "string") return [value];
  if (typeof value !== "object" || value === null) return [];
  return Object.values(value).flatMap(stringsOf);
}

/** The inputs of one file of other people's tests: JSON, or html5lib's `.dat` with its `#data` parts. */
function inputsOf(file: string): string[] {
  const text = readFileSync(file, "utf8");
  return file.endsWith(".dat") ? text.split(/^#(?:data|errors|document.*)$/m) : stringsOf(JSON.parse(text));
}

describe.each([
  ["html5lib-tests", /\.(?:test|dat)$/],
  ["blns", /blns\.json$/],
  ["dompurify", /cases\.json$/],
])("%s", (name, wanted) => {
  const attacks = needShared(`attacks/${name}`, `hostile pages: ${name}`);

  test.skipIf(attacks === null)("every input ends in a record or a refusal", { timeout: 300_000 }, () => {
    const root = attacks ?? "";
    const files = readdirSync(root, { recursive: true, encoding: "utf8" }).filter((entry) => wanted.test(entry));
    for (const input of files.flatMap((entry) => inputsOf(join(root, entry)))) {
      for (const html of [input, `<p>${input}</p>`, `<div title='${input}'>果园里一片忙碌。</div>`])
        expect(codeOf(html)).toMatch(REFUSALS);
    }
    expect(files.length).toBeGreaterThan(0);
  });
});

test("answers whatever soup with a record or a refusal", () => {
  const pieces =
    "<p>|</p>|<div class=content>|<table><tr><td>|<li>|<br>|<a href=x>|</a>|<img src=a.jpg>|<h1>|<b>|来源：|责任编辑：|（记者 张三）|2021-06-07 08:00|果园里一片忙碌。|苏ICP备10000001号|<script>|</script>|<!--|-->|&#|&amp|<|\0|\u202E";
  const soup = fc.array(fc.constantFrom(...pieces.split("|")), { maxLength: 80 }).map((parts) => parts.join(""));

  fc.assert(
    fc.property(fc.oneof(soup, fc.string({ unit: "binary" }), fc.uint8Array({ maxLength: 400 })), (page) => {
      expect(codeOf(page)).toMatch(REFUSALS);
    }),
    { numRuns: 1000 },
  );
});
