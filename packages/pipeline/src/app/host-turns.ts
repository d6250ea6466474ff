import type { Source } from "@caibian/schema";

/** Sources in groups that share no host, in the order given: groups may run side by side, their members may not. */
export function groupByHost(sources: readonly Source[]): readonly (readonly Source[])[] {
  const groups: { hosts: Set<string>; sources: Source[] }[] = [];
  for (const source of sources) {
    const hosts = hostsOf(source);
    const touching = groups.filter((group) => hosts.some((host) => group.hosts.has(host)));
    const [home, ...others] = touching;
    if (home === undefined) {
      groups.push({ hosts: new Set(hosts), sources: [source] });
      continue;
    }
    for (const other of others) {
      for (const host of other.hosts) home.hosts.add(host);
      home.sources.push(...other.sources);
      groups.splice(groups.indexOf(other), 1);
    }
    for (const host of hosts) home.hosts.add(host);
    home.sources.push(source);
  }
  return groups.map((group) => group.sources);
}

/** The hosts that a Source's entry pages lie on. */
function hostsOf(source: Source): readonly string[] {
  return [...new Set(source.start.map((url) => new URL(url).host))].sort();
}
