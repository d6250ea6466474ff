import { readFileSync } from "node:fs";
import { join } from "node:path";

import { decode, readFeed, type Feed } from "@caibian/scraper";
import { needShared } from "@caibian/testkit";
import { expect, test } from "vitest";

interface Case {
  readonly file: string;
  readonly headers: Readonly<Record<string, string>>;
  readonly checks: readonly (readonly [path: readonly (string | number)[], op: string, value: unknown])[];
}

/** Where feedparser runs its tests: relative links start there. */
const HOME = "http://127.0.0.1:8097/";
const FIELDS: ReadonlyMap<string, keyof Feed["items"][number]> = new Map([
  ["title", "title"],
  ["link", "link"],
  ["id", "id"],
  ["guid", "id"],
  ["author", "author"],
  ["summary", "summary"],
  ["description", "summary"],
  ["published", "date"],
  ["updated", "date"],
  ["created", "date"],
  ["published_parsed", "date"],
  ["updated_parsed", "date"],
  ["created_parsed", "date"],
]);
const shared = needShared("conformance", "conformance: feedparser's checks");

/** Each check on a field that a Feed has, of the whole feed (title, link) or of a story. */
function* checksOf({ checks }: Case): Generator<{ read: (feed: Feed) => unknown; kind: string; expected: unknown }> {
  for (const [path, op, expected] of checks) {
    if (op !== "==") continue;
    const [owner, at, name] = path;
    if (owner === "feed" && path.length === 2 && (at === "title" || at === "link"))
      yield { kind: `feed ${at}`, expected, read: (feed) => feed[at] };
    const field = FIELDS.get(String(name));
    if (owner === "entries" && path.length === 3 && typeof at === "number" && field !== undefined)
      yield { kind: field, expected, read: (feed) => feed.items[at]?.[field] };
  }
}

function agrees(kind: string, got: unknown, expected: unknown): boolean {
  if (typeof got !== "string") return false;
  if (kind !== "date") return got === String(expected).replaceAll(/\s+/g, " ").trim();
  const [year = 0, month = 1, ...rest] = Array.isArray(expected) ? (expected as number[]) : [];
  const at = Array.isArray(expected)
    ? Date.UTC(year, month - 1, rest[0], rest[1], rest[2], rest[3])
    : Date.parse(String(expected));
  return Date.parse(got) === at;
}

test.runIf(shared !== null)("reads what feedparser's own tests expect, by field", () => {
  const folder = join(shared!, "feedparser");
  const { cases } = JSON.parse(readFileSync(join(folder, "expect.json"), "utf8")) as { cases: Case[] };
  const figures = new Map<string, { right: number; all: number }>();
  const wrong: string[] = [];

  for (const item of cases) {
    const base = new URL(item.headers["Content-Location"] ?? "", HOME + item.file);
    const url = base.protocol === "http:" ? base.href : HOME;
    const feed = readFeed(decode(readFileSync(join(folder, item.file))).text, url);
    for (const { kind, expected, read } of checksOf(item)) {
      const group = `${/\/(sanitize)\//.exec(item.file)?.[1] ?? "plain"} ${kind}`;
      const figure = figures.get(group) ?? { right: 0, all: 0 };
      const isRight = agrees(kind, read(feed), expected);
      figures.set(group, { right: figure.right + Number(isRight), all: figure.all + 1 });
      if (!isRight) wrong.push(`${item.file} ${kind}: ${JSON.stringify(read(feed))}, not ${JSON.stringify(expected)}`);
    }
  }

  for (const [group, { right, all }] of figures) console.log(`feedparser ${group}: ${right} of ${all}`);
  if (process.env["CAIBIAN_VERBOSE"] !== undefined) console.log(wrong.join("\n"));
  for (const prefix of ["plain", "sanitize"]) {
    const chosen = [...figures].filter(([group]) => group.startsWith(prefix)).map(([, figure]) => figure);
    const sum = (of: "right" | "all"): number => chosen.reduce((total, figure) => total + figure[of], 0);
    console.log(`feedparser ${prefix}: ${sum("right")} of ${sum("all")}`);
    expect(sum("right") / sum("all")).toBeGreaterThanOrEqual(0.95);
  }
});
