import fc from "fast-check";
import { expect, test } from "vitest";

import { parseRobots } from "./robots.ts";

/**
 * The verdict of Google's matcher, told the slow and plain way: byte by byte, one agent, one URL, no
 * compiling, every pair of pattern and path compared by recursion with memory. What it shares with
 * `parseRobots` is the specification alone.
 */
function oracle(file: Uint8Array, agent: string, path: string): boolean {
  const best = { own: { allow: -1, disallow: -1 }, all: { allow: -1, disallow: -1 } };
  let [isOwn, isAll, isNamed, isClosed] = [false, false, false, false];
  for (const line of linesOf(file)) {
    const pair = pairOf(line);
    if (pair === null) continue;
    const [key, value] = pair;
    if (["user-agent", "useragent", "user agent"].some((name) => key.startsWith(name))) {
      if (isClosed) [isOwn, isAll, isClosed] = [false, false, false];
      if (value[0] === "*" && (value.length === 1 || " \t\v\f".includes(value[1]!))) isAll = true;
      else if (/^[A-Za-z_-]*/.exec(value)![0].toLowerCase() === agent) isOwn = isNamed = true;
      continue;
    }
    const isAllow = key.startsWith("allow");
    const names = ["disallow", "dissallow", "dissalow", "disalow", "diasllow", "disallaw"];
    if (!isAllow && !names.some((name) => key.startsWith(name))) continue;
    if (!isOwn && !isAll) continue;
    isClosed = true;
    const kind = isAllow ? "allow" : "disallow";
    const set = best[isOwn ? "own" : "all"];
    let pattern = escape(value);
    if (isAllow && !fits(path, pattern)) {
      const slash = pattern.lastIndexOf("/");
      if (slash >= 0 && pattern.slice(slash).startsWith("/index.htm")) pattern = `${pattern.slice(0, slash)}/$`;
    }
    if (fits(path, pattern)) set[kind] = Math.max(set[kind], pattern.length);
  }
  if (best.own.allow > 0 || best.own.disallow > 0) return best.own.disallow <= best.own.allow;
  if (isNamed) return true;
  return best.all.disallow <= 0 || best.all.disallow <= best.all.allow;
}

function linesOf(file: Uint8Array): string[] {
  const lines = [""];
  const mark = [0xef, 0xbb, 0xbf];
  let marked = 0;
  for (const byte of file) {
    if (marked < 3 && byte === mark[marked++]) continue;
    marked = 3;
    if (byte === 0x0a || byte === 0x0d) lines.push("");
    else lines[lines.length - 1] += String.fromCharCode(byte);
  }
  return lines;
}

function pairOf(line: string): [string, string] | null {
  const text = strip(line.split("\0")[0]!.split("#")[0]!);
  const colon = text.indexOf(":");
  if (colon < 0) {
    const words = text.split(/[ \t]+/);
    return words.length === 2 ? [words[0]!.toLowerCase(), strip(words[1]!)] : null;
  }
  const key = strip(text.slice(0, colon)).toLowerCase();
  return key === "" ? null : [key, strip(text.slice(colon + 1))];
}

function strip(text: string): string {
  const blanks = " \t\v\f";
  let [from, to] = [0, text.length];
  while (from < to && blanks.includes(text[from]!)) from++;
  while (to > from && blanks.includes(text[to - 1]!)) to--;
  return text.slice(from, to);
}

function escape(value: string): string {
  let escaped = "";
  for (let i = 0; i < value.length; i++) {
    const code = value.charCodeAt(i);
    if (/^%[\da-f]{2}/i.test(value.slice(i, i + 3))) {
      escaped += value.slice(i, i + 3).toUpperCase();
      i += 2;
    } else escaped += code < 0x80 ? value[i] : `%${code.toString(16).toUpperCase()}`;
  }
  return escaped;
}

function fits(path: string, pattern: string): boolean {
  const known = new Map<string, boolean>();
  const from = (p: number, q: number): boolean => {
    const key = `${p}/${q}`;
    let answer = known.get(key);
    if (answer === undefined) {
      const char = pattern[q];
      answer =
        q === pattern.length ||
        (char === "$" && q === pattern.length - 1
          ? p === path.length
          : char === "*"
            ? from(p, q + 1) || (p < path.length && from(p + 1, q))
            : path[p] === char && p < path.length && from(p + 1, q + 1));
      known.set(key, answer);
    }
    return answer;
  };
  return from(0, 0);
}

const pick = fc.constantFrom;
const joined = (piece: fc.Arbitrary<string>, maxLength: number): fc.Arbitrary<string> =>
  fc.array(piece, { maxLength }).map((pieces) => pieces.join(""));
const blank = pick("", "", " ", "\t", " \v", "\xa0");
const agentName = pick(
  "foobot",
  "FooBot",
  "foobot/1.2",
  "foobot bar",
  "barbot",
  "*",
  "* all",
  "*bot",
  "*\xa0",
  "",
  "foo-bot_x",
);
const key = pick(
  "user-agent",
  "User-Agent",
  "useragent",
  "user agent",
  "user-agents",
  "allow",
  "Allow",
  "allowed",
  "disallow",
  "Disallow",
  "disalow",
  "dissallow",
  "dissalow",
  "diasllow",
  "disallaw",
  "desallow",
  "sitemap",
  "crawl-delay",
  "noindex",
  "host",
  "",
  "\xa0disallow",
);
const path = joined(
  pick("/", "a", "b", "A", "*", "$", "%", "%c3", "%C3%A9", "\xc3\xa9", "é", "index.html", ".htm", "?", "="),
  7,
);
const line = fc
  .tuple(
    blank,
    key,
    blank,
    pick(":", ":", ":", ":", "", " ", "::"),
    blank,
    fc.oneof(agentName, path, path),
    pick("", "", " # x", "#", "\0z"),
  )
  .map((parts) => parts.join(""));
const rules = fc.array(fc.tuple(line, pick("\n", "\n", "\r\n", "\r", "\n\n")), { maxLength: 14 });
const bom = pick("", "", "\xef\xbb\xbf", "\xef", "\xef\xbb");

test("gives the verdict that the plain reading gives, on any file", () => {
  fc.assert(
    fc.property(
      bom,
      rules,
      joined(pick("/", "a", "b", "A", "$", "*", "%C3", "%C3%A9", "index.html", "index.htm", "?", "="), 8),
      (mark, pairs, rest) => {
        const file = Buffer.from(
          `${mark}user-agent: ${pairs.length % 2 === 0 ? "*" : "foobot"}\n${pairs.flat().join("")}`,
          "latin1",
        );
        expect(parseRobots(file).allows("FooBot", `http://a.test/${rest}`)).toBe(oracle(file, "foobot", `/${rest}`));
      },
    ),
    { numRuns: 5000 },
  );
});
