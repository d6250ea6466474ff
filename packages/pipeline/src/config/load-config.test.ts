import { assert, constantFrom, property, string } from "fast-check";
import { expect, test } from "vitest";

import { ConfigError } from "../errors.ts";
import { parseConfig } from "./load-config.ts";

const good = `
sources:
  - id: snd
    start: [https://www.example.gov.cn/xwzx/]
stores:
  - { id: files, type: jsonl, path: ./out }
`;

function problemsOf(text: string, env: Record<string, string> = {}): readonly string[] {
  try {
    parseConfig(text, "/etc/news/caibian.yaml", env);
  } catch (error) {
    if (error instanceof ConfigError) return error.problems;
    throw error;
  }
  return [];
}

test("takes relative paths from the folder of the config file", () => {
  const config = parseConfig(good, "/etc/news/caibian.yaml", {});

  expect(config.ledger).toBe("/etc/news/data");
  expect(config.archive).toBe("/etc/news/data/warc");
  expect(config.stores[0]).toMatchObject({ path: "/etc/news/out" });
});

test("names the line, the key and the fault", () => {
  expect(problemsOf(good.replace("type: jsonl", "type: jsonnl"))[0]).toMatch(/^line 6: stores\.0\.type: /);
  expect(problemsOf(good.replace("id: snd", "id: SND"))[0]).toMatch(/^line 3: sources\.0\.id: a source id is/);
  expect(problemsOf("sources: []")[0]).toMatch(/^line 1: sources: /);
  expect(problemsOf("sources: [\n- {")[0]).toMatch(/^line \d+: /);
});

test("fills variables, with a fallback, and names those that are not set", () => {
  const text = `ledger: \${LEDGER:-./here}\n${good}`.replace("path: ./out", 'path: "${OUT}"');

  expect(problemsOf(text)[0]).toBe("line 7: stores.0.path: environment variable OUT is not set");
  expect(parseConfig(text, "/a/caibian.yaml", { OUT: "/b" })).toMatchObject({
    ledger: "/a/here",
    stores: [{ path: "/b" }],
  });
});

test("names every mistake at once: unset variables, the schema's and addresses", () => {
  const text = `network: { allow: ["10.0.0.0/99"] }
sources:
  - id: SND
    start: nowhere
    delay: 5
stores:
  - { id: files, type: jsonl, path: "\${OUT}" }
`;

  expect(problemsOf(text).map((problem) => problem.replace(/^line \d+: /, ""))).toEqual([
    "stores.0.path: environment variable OUT is not set",
    "sources.0.id: a source id is lower-case letters, digits, . _ -",
    "sources.0.start: takes a list, and has a text",
    "sources.0: has no key delay",
    expect.stringMatching(/^network\.allow: .*10\.0\.0\.0\/99/),
  ]);
});

test("DATABASE_URL names the ledger where the file does not", () => {
  const env = { DATABASE_URL: "postgres://db.example/news" };

  expect(parseConfig(good, "/a/caibian.yaml", env)).toMatchObject({ ledger: env.DATABASE_URL });
  expect(parseConfig(`ledger: ./data${good}`, "/a/caibian.yaml", env)).toMatchObject({ ledger: "/a/data" });
});

test("refuses an alias bomb", () => {
  const bomb = ["a0: &a0 [x, x, x, x, x, x, x, x, x]"];
  for (let n = 1; n < 12; n++) bomb.push(`a${n}: &a${n} [${Array.from({ length: 9 }, () => `*a${n - 1}`).join(", ")}]`);

  expect(problemsOf(bomb.join("\n"))[0]).toMatch(/alias/i);
});

test("any text ends in a config or a ConfigError", () => {
  const lines = string({ unit: constantFrom(...Array.from("sources: [{}]-&*!|\n \"'%@`id\u0000中")) });
  assert(property(lines, (text) => problemsOf(text).length >= 0));
});
