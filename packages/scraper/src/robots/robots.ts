import { readLines, type RobotsLine } from "./lines.ts";
import { compilePattern, pathOf, type PathPattern } from "./pattern.ts";

/** What a robots.txt says. */
export interface Robots {
  /** May `agent` (a product token, or a whole User-Agent, of which the part before `/` counts) fetch `url`? */
  allows(agent: string, url: string): boolean;
  /** Seconds that it asks `agent` to leave between two requests, or null. Not in RFC 9309, but asked for. */
  crawlDelay(agent: string): number | null;
  readonly sitemaps: string[];
}

interface Rule {
  readonly isAllow: boolean;
  readonly pattern: PathPattern;
  /** `/x/index.html` stands for `/x/` too. */
  readonly folder: PathPattern | null;
}

interface Group {
  /** Product tokens in lower case; `*` for everybody. */
  readonly agents: Set<string>;
  readonly rules: Rule[];
  delay: number | null;
}

/** Reads a robots.txt after RFC 9309, as Google's parser does in doubt. Never throws; 500 KiB are read. */
export function parseRobots(input: string | Uint8Array): Robots {
  const lines = readLines(input);
  const groups = readGroups(lines);
  const groupsFor = (agent: string): readonly Group[] => {
    const token = (agent.split("/", 1)[0] ?? "").toLowerCase();
    const own = groups.filter((group) => token !== "" && token !== "*" && group.agents.has(token));
    return own.length > 0 ? own : groups.filter((group) => group.agents.has("*"));
  };
  return {
    allows: (agent, url) => isAllowed(groupsFor(agent), pathOf(url)),
    crawlDelay: (agent) => {
      const delays = groupsFor(agent).flatMap((group) => group.delay ?? []);
      return delays.length === 0 ? null : Math.max(...delays);
    },
    sitemaps: [
      ...new Set(lines.filter((line) => line.key === "sitemap" && line.value !== "").map((line) => line.value)),
    ],
  };
}

function readGroups(lines: readonly RobotsLine[]): Group[] {
  const groups: Group[] = [];
  let group: Group | null = null;
  let isOpen = false;
  for (const { key, value } of lines) {
    if (key === "user-agent") {
      if (group === null || !isOpen) groups.push((group = { agents: new Set(), rules: [], delay: null }));
      isOpen = true;
      group.agents.add(tokenOf(value));
    } else if (group !== null && (key === "allow" || key === "disallow")) {
      isOpen = false;
      const rule = readRule(key === "allow", value);
      if (rule !== null) group.rules.push(rule);
    } else if (group !== null && key === "crawl-delay") {
      const seconds = Number(value);
      if (value !== "" && seconds >= 0 && Number.isFinite(seconds)) group.delay = Math.max(group.delay ?? 0, seconds);
    }
  }
  return groups;
}

/** `*` alone or before a space is everybody; else the letters, `_` and `-` up to the first other character. */
function tokenOf(value: string): string {
  if (/^\*(?:\s|$)/.test(value)) return "*";
  return (/^[a-z_-]*/i.exec(value)?.[0] ?? "").toLowerCase();
}

function readRule(isAllow: boolean, value: string): Rule | null {
  // An empty rule says nothing: it matches with length 0.
  if (value === "") return null;
  const slash = value.lastIndexOf("/");
  const isIndex = isAllow && slash >= 0 && value.startsWith("/index.htm", slash);
  return {
    isAllow,
    pattern: compilePattern(value),
    folder: isIndex ? compilePattern(`${value.slice(0, slash + 1)}$`) : null,
  };
}

/** The longest match wins, allow on a tie; without one everything is allowed. */
function isAllowed(groups: readonly Group[], path: string): boolean {
  let allow = 0;
  let disallow = 0;
  for (const { rules } of groups)
    for (const { isAllow, pattern, folder } of rules) {
      const matched = pattern.matches(path) ? pattern : folder?.matches(path) === true ? folder : null;
      if (matched === null) continue;
      if (isAllow) allow = Math.max(allow, matched.priority);
      else disallow = Math.max(disallow, matched.priority);
    }
  return disallow <= allow;
}
