import type { RobotsLine } from "./lines.ts";

/** The rules that one or several agents share. */
export interface Group {
  /** Product tokens in lower case, `*` for everybody, numbered as they were named. */
  readonly agents: Map<string, number>;
  readonly rules: RawRule[];
  readonly delays: CrawlDelay[];
}

/** An allow or disallow line as it is written; never empty. */
export interface RawRule {
  readonly isAllow: boolean;
  readonly value: string;
}

/** A crawl-delay line. It ends no group (RFC 9309 section 2.2.4), so agents named after it share the rules alone. */
export interface CrawlDelay {
  readonly seconds: number;
  /** It speaks for the agents with smaller numbers. */
  readonly agentsBefore: number;
}

/** Sorts lines into groups: only a rule ends the list of agents. Rules before any agent are nobody's. */
export function readGroups(lines: readonly RobotsLine[]): Group[] {
  const groups: Group[] = [];
  let group: Group | null = null;
  let isOpen = false;
  for (const { key, value } of lines) {
    if (key === "user-agent") {
      if (group === null || !isOpen) groups.push((group = { agents: new Map(), rules: [], delays: [] }));
      isOpen = true;
      const token = tokenOf(value);
      // A name without a token ("123bot", "") is nobody's.
      if (!group.agents.has(token)) group.agents.set(token, group.agents.size);
    } else if (group !== null && (key === "allow" || key === "disallow")) {
      isOpen = false;
      // An empty rule says nothing: it matches with length 0.
      if (value !== "") group.rules.push({ isAllow: key === "allow", value });
    } else if (group !== null && key === "crawl-delay") {
      const seconds = Number(value);
      if (value !== "" && seconds >= 0 && Number.isFinite(seconds))
        group.delays.push({ seconds, agentsBefore: group.agents.size });
    }
  }
  return groups;
}

/** `*` alone or before a blank is everybody; else the letters, `_` and `-` up to the first other character. */
function tokenOf(value: string): string {
  if (/^\*(?:[ \t\v\f]|$)/.test(value)) return "*";
  return (/^[a-z_-]*/i.exec(value)?.[0] ?? "").toLowerCase();
}
