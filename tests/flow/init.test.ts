import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { main } from "@caibian/cli";
import { openLedger } from "@caibian/ledger";
import { canonicalUrl } from "@caibian/page";
import { discover } from "@caibian/scraper";
import {
  readListSite,
  readListSites,
  startListSite,
  startSite,
  textOf,
  type ListSite,
  type ListSiteFolder,
} from "@caibian/testkit";
import { afterAll, beforeAll, describe, expect, test, vi } from "vitest";

import { caibian, type CommandResult } from "../support/command.ts";
import { allArticles } from "../support/workspace.ts";

const ARGUMENTS = ["--delay", "0", "--allow", "127.0.0.1", "--yes"];
/** Sites that show what is no list: `init` says so instead of writing a source. */
const WITHOUT_LIST = new Set(["doubt-pages"]);

const folder = mkdtempSync(join(tmpdir(), "caibian-init-"));
const config = join(folder, "caibian.yaml");
afterAll(() => rmSync(folder, { recursive: true, force: true }));

describe("on every fixture site, init writes a source that run collects exactly its articles with", () => {
  const sites = new Map<string, ListSite>();
  const inits = new Map<string, CommandResult>();
  const sources = new Map<string, { readonly start: readonly string[] }>();
  const gathered = new Map<string, Set<string>>();

  beforeAll(async () => {
    for (const site of readListSites()) {
      const served = await startListSite(site);
      sites.set(site.kind, served);
      inits.set(site.kind, await initHere([served.entry, "--out", config, "--id", site.kind]));
    }
    const validated = await caibian(["validate", "--config", config, "--json"]);
    for (const source of (JSON.parse(validated.stdout) as Validated).sources) sources.set(source.id, source);
    await caibian(["run", "--config", config]);
    const ledger = await openLedger({ location: join(folder, "data"), role: "owner" });
    for (const { url } of await allArticles(ledger)) {
      const { origin } = new URL(url ?? "http://none.invalid");
      gathered.set(origin, (gathered.get(origin) ?? new Set()).add(canonicalUrl(url ?? "") ?? ""));
    }
    await ledger.close();
  }, 600_000);
  afterAll(async () => {
    for (const site of sites.values()) await site.close();
  });

  test.each([...WITHOUT_LIST])("%s: says that there is none", (kind) => {
    expect(inits.get(kind)).toMatchObject({ code: 1, stderr: expect.stringMatching(/E_NO_LIST/) as string });
  });

  const kinds = readListSites().map(({ kind }) => kind);
  test.each(kinds.filter((kind) => !WITHOUT_LIST.has(kind)))("%s", (kind) => {
    const { origin } = sites.get(kind)!;
    const { code, stderr } = inits.get(kind)!;
    expect(code, stderr).toBe(0);
    const { start } = sources.get(kind)!;
    expect([...(gathered.get(origin) ?? [])].sort()).toEqual(behind(start, readListSite(kind), origin));
  });

  test("no source has a selector, and comments of the file are kept", () => {
    const text = readFileSync(config, "utf8");

    expect(text).not.toMatch(/profile|articleLinks/);
    expect(text).toMatch(/^# yaml-language-server/);
  });
});

/** The command in this process: 40 starts of one would take longer than all the rest. */
async function initHere(args: readonly string[]): Promise<CommandResult> {
  const said = { stdout: "", stderr: "" };
  const spies = (["stdout", "stderr"] as const).map((name) =>
    vi.spyOn(process[name], "write").mockImplementation((chunk) => {
      said[name] += String(chunk);
      return true;
    }),
  );
  try {
    const code = await main(["init", ...args, ...ARGUMENTS]);
    return { code, ...said };
  } finally {
    for (const spy of spies) spy.mockRestore();
  }
}

interface Validated {
  readonly sources: readonly { readonly id: string; readonly start: readonly string[] }[];
}

/**
 * The articles on this host behind the start pages and the pages after them (or in an index's sitemaps), as the
 * folder's books have them; without those in boxes beside the list, which are other sections' (lead.aside).
 */
function behind(start: readonly string[], site: ListSiteFolder, origin: string): readonly string[] {
  const found = new Set<string>();
  const seen = new Set<string>();
  const waiting = start.map((url) => url.replace(origin, ""));
  for (let path = waiting.shift(); path !== undefined; path = waiting.shift()) {
    const page = site.expected[path];
    if (page === undefined || seen.has(path)) continue;
    seen.add(path);
    const besides = asidesOf(site, path, origin);
    for (const { url } of page.articles) {
      const key = canonicalUrl(origin + url) ?? "";
      if (url.startsWith("/") && !besides.has(key)) found.add(key);
    }
    if (page.next !== null) waiting.push(page.next);
    if (page.articles.length === 0) waiting.push(...page.lists);
  }
  return [...found].sort();
}

function asidesOf(site: ListSiteFolder, path: string, origin: string): ReadonlySet<string> {
  const file = site.site.pages[path];
  const leads = file === undefined ? [] : discover(textOf(site, file).replaceAll("{{origin}}", origin), origin + path);
  return new Set(leads.filter(({ aside }) => aside === true).map(({ url }) => canonicalUrl(url) ?? ""));
}

test("a front page's section is found on every host of the fixture site", async () => {
  const site = await startSite({ articles: 21 });
  const own = join(folder, "hosts.yaml");
  for (const host of site.hosts) {
    const { code, stdout, stderr } = await initHere([`${host.origin}/`, "--out", own, "--id", host.name, "--json"]);
    expect(code, stderr).toBe(0);
    expect(JSON.parse(stdout)).toMatchObject({ source: { name: host.title }, survey: { kind: "front" } });
  }
  const report = await caibian(["run", "--config", own, "--json"]);

  expect(JSON.parse(report.stdout)).toMatchObject({ counts: { published: 21, failed: 0 } });
  await site.close();
});

test("a story's section is found from the story", async () => {
  const site = await startSite({ articles: 21 });
  const own = join(folder, "story.yaml");
  const host = site.hosts.find(({ name }) => name === "county.test")!;
  const story = site
    .ids()
    .map((id) => site.expectedOf(id).url)
    .find((url) => url.startsWith(host.origin))!;
  const { code, stdout, stderr } = await caibian(["init", story, "--out", own, ...ARGUMENTS, "--json"]);

  expect(code, stderr).toBe(0);
  expect(JSON.parse(stdout)).toMatchObject({ source: { start: [host.start] }, survey: { kind: "article" } });
  await site.close();
});

describe("init without a site", () => {
  test("writes a first config that validate takes, and never over another one", async () => {
    const own = join(folder, "first.yaml");
    const first = await caibian(["init", "--out", own]);
    const second = await caibian(["init", "--out", own]);

    expect([first.code, second.code]).toEqual([0, 2]);
    expect((await caibian(["validate", "--config", own])).code).toBe(0);
  });
});

describe("init says what to do", () => {
  test.each([
    ["an address that is not public", "http://127.0.0.1:9/", 1, /E_ADDRESS|not public/],
    ["a name that is no URL", "not a url", 2, /E_USAGE/],
  ])("about %s", async (_, url, code, message) => {
    const result = await caibian(["init", url, "--out", join(folder, "none.yaml")]);

    expect(result.stderr).toMatch(message);
    expect(result.stderr).toMatch(/next: /);
    expect(result.code).toBe(code);
  });

  test("about a section that the config has", async () => {
    const site = await startSite({ articles: 21 });
    const own = join(folder, "twice.yaml");
    const { start } = site.hosts[0]!;
    await caibian(["init", start, "--out", own, ...ARGUMENTS]);
    const before = readFileSync(own, "utf8");
    const again = await caibian(["init", start, "--out", own, ...ARGUMENTS]);

    expect([again.code, readFileSync(own, "utf8")]).toEqual([2, before]);
    expect(again.stderr).toMatch(/E_EXISTS/);
    await site.close();
  });

  test("about a config that is broken, before it asks the site", async () => {
    const own = join(folder, "broken.yaml");
    writeFileSync(own, "sources: nonsense\n");
    const result = await caibian(["init", "https://www.example.invalid/", "--out", own]);

    expect([result.code, readFileSync(own, "utf8")]).toEqual([3, "sources: nonsense\n"]);
  });
});
