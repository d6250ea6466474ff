import { readGroups, type Group, type RawRule } from "./groups.ts";
import { readLines, type RobotsLine } from "./lines.ts";
import { pathOf } from "./pattern.ts";
import { compileRules, isAllowed, type Rule } from "./rules.ts";

/** What a robots.txt says. */
export interface Robots {
  /** May `agent` (a product token, or a whole User-Agent, of which the part before `/` counts) fetch `url`? */
  allows(agent: string, url: string): boolean;
  /** Seconds that it asks `agent` to leave between two requests, or null. Not in RFC 9309, but asked for. */
  crawlDelay(agent: string): number | null;
  readonly sitemaps: string[];
}

/** Agents whose rules are kept compiled; a crawler has one. */
const MOST_COMPILED = 16;

/** Reads a robots.txt after RFC 9309, as Google's parser does in doubt. Never throws; 500 KiB are read. */
export function parseRobots(input: string | Uint8Array): Robots {
  const lines = readLines(input);
  const groups = readGroups(lines);
  const compiled = new Map<string, readonly Rule[]>();
  const rulesFor = (agent: string): readonly Rule[] => {
    const known = compiled.get(agent);
    if (known !== undefined) return known;
    const rules = compileRules(rulesOf(groups, nameOf(groups, agent)));
    if (compiled.size < MOST_COMPILED) compiled.set(agent, rules);
    return rules;
  };
  return {
    allows: (agent, url) => isAllowed(rulesFor(agent), pathOf(url)),
    crawlDelay: (agent) => crawlDelayOf(groups, nameOf(groups, agent)),
    sitemaps: sitemapsOf(lines),
  };
}

/** The name that the file calls the agent by: its product token, or `*` when it is not named. */
function nameOf(groups: readonly Group[], agent: string): string {
  const token = (agent.split("/", 1)[0] ?? "").toLowerCase();
  return token !== "" && groups.some((group) => group.agents.has(token)) ? token : "*";
}

function rulesOf(groups: readonly Group[], name: string): readonly RawRule[] {
  return groups.filter((group) => group.agents.has(name)).flatMap((group) => group.rules);
}

function crawlDelayOf(groups: readonly Group[], name: string): number | null {
  let longest: number | null = null;
  for (const { agents, delays } of groups)
    for (const { seconds, agentsBefore } of delays)
      if ((agents.get(name) ?? Infinity) < agentsBefore) longest = Math.max(longest ?? 0, seconds);
  return longest;
}

/** As they are written: some are relative, some hold Chinese. */
function sitemapsOf(lines: readonly RobotsLine[]): string[] {
  const values = lines.filter(({ key, value }) => key === "sitemap" && value !== "").map(({ value }) => value);
  return [...new Set(values)].map((value) => Buffer.from(value, "latin1").toString("utf8"));
}
