import { describe, expect, test } from "vitest";

import { ConfigError } from "../errors.ts";
import { addSource, STARTER_CONFIG, type SourceEntry } from "./add-source.ts";
import { parseConfig } from "./load-config.ts";

const source: SourceEntry = {
  id: "linxi",
  name: "临溪新闻网",
  region: "320505",
  start: ["https://www.linxi.example/xwzx/"],
  schedule: "*/30 * * * *",
  limits: { delayMs: 5000 },
};
const add = (text: string | null, entry = source, allow: readonly string[] = []) =>
  addSource(text, "/etc/news/caibian.yaml", entry, { env: {}, allow });

describe("a new config", () => {
  test("has the source, a store, and the region as text", () => {
    const text = add(null);

    expect(text).toContain('region: "320505"');
    expect(parseConfig(text, "/a/caibian.yaml", {})).toMatchObject({
      sources: [{ id: "linxi", name: "临溪新闻网", region: "320505", limits: { delayMs: 5000 }, fetcher: "plain" }],
      stores: [{ id: "files", type: "jsonl" }],
    });
  });

  test("allows the addresses that the source needs", () => {
    expect(parseConfig(add(null, source, ["127.0.0.1"]), "/a/caibian.yaml", {}).network.allow).toEqual(["127.0.0.1"]);
  });

  test("the starter is one that `run` takes", () => {
    expect(parseConfig(STARTER_CONFIG, "/a/caibian.yaml", {}).sources).toHaveLength(1);
  });

  test("the starter's example gives way to the first source, and its comments stay", () => {
    const text = add(STARTER_CONFIG);

    expect(parseConfig(text, "/a/caibian.yaml", {}).sources.map(({ id }) => id)).toEqual(["linxi"]);
    expect(text).not.toContain("www.example.com");
    expect(text.split("\n").slice(0, 4)).toEqual(STARTER_CONFIG.split("\n").slice(0, 4));
    expect(text).toContain(STARTER_CONFIG.slice(STARTER_CONFIG.indexOf("stores:")));
  });

  test("an example that somebody edited is theirs", () => {
    const text = add(STARTER_CONFIG.replace("示例区新闻网", "临江在线"));

    expect(parseConfig(text, "/a/caibian.yaml", {}).sources.map(({ id }) => id)).toEqual(["example", "linxi"]);
  });
});

describe("a config that is there", () => {
  const known = `# ours
ledger: ./data        # on the big disk
sources:
    # the district
    - {id: snd, start: [https://www.snd.example/]}   # since May
    - id: old
      start:
        - https://www.old.example/   # moved in 2024

# where it goes
stores:
    - {id: files, type: jsonl, path: ./out}
`;

  test("keeps every line as it was written", () => {
    const lines = add(known).split("\n");

    expect(known.split("\n").every((line) => lines.includes(line))).toBe(true);
    expect(lines.indexOf("    - id: linxi")).toBe(8);
    expect(parseConfig(lines.join("\n"), "/a/caibian.yaml", {}).sources.map(({ id }) => id)).toEqual([
      "snd",
      "old",
      "linxi",
    ]);
  });

  test.each([
    ["written as one line", "sources: [{id: a, start: [https://a.example/]}]\nstores: [] # none\n"],
    ["without an indent", "sources:\n- id: a\n  start: [https://a.example/]"],
    ["written as JSON", '{"sources": [{"id": "a", "start": ["https://a.example/"]}]}'],
    ["with sources last and comments behind", "sources:\n  - id: a\n    start: [https://a.example/]\n  # - id: b\n"],
  ])("takes a list %s", (_, text) => {
    const { sources } = parseConfig(add(text), "/a/caibian.yaml", {});

    expect(sources.map(({ id }) => id)).toEqual(["a", "linxi"]);
  });

  test("an id that is there already, or a file that is no config, is refused", () => {
    expect(() => add(add(null))).toThrow(ConfigError);
    expect(() => add("sources: {}\n")).toThrow(ConfigError);
    expect(() => add("- a\n")).toThrow(ConfigError);
  });

  test.each([
    ["nowhere yet", known, `${add(known)}network: { allow: [10.1.2.3, "::1"] }\n`],
    [
      "in brackets",
      `${known}network: {allow: [10.0.0.1]}   # the office\n`,
      `${add(known)}network: {allow: [10.0.0.1, 10.1.2.3, "::1"]}   # the office\n`,
    ],
    ["in empty brackets", `${known}network: { allow: [] }\n`, `${add(known)}network: { allow: [10.1.2.3, "::1"] }\n`],
  ])("adds an address, written %s, and touches no other byte", (_, text, grown) => {
    expect(add(text, source, ["10.1.2.3", "::1"])).toBe(grown);
  });

  test("adds to the addresses that are allowed, once", () => {
    const text = `${known}network: { allow: [10.0.0.0/8] }\n`;
    const grown = parseConfig(add(text, source, ["127.0.0.1", "10.0.0.0/8"]), "/a/caibian.yaml", {});

    expect(grown.network.allow).toEqual(["10.0.0.0/8", "127.0.0.1"]);
  });
});
