import type { DeathPoint, Member } from "../supervisor.ts";
import type { Fault } from "./fault.ts";

/** Where a process dies: after a fetch, around a commit, and around a Store's write; at the latest count. */
const POINTS: readonly { readonly event: string; readonly latest: number }[] = [
  { event: "scrape/list", latest: 5 },
  { event: "scrape/page", latest: 5 },
  { event: "parsed", latest: 4 },
  { event: "commit-begins", latest: 3 },
  { event: "commit-ended", latest: 3 },
  { event: "publish/batch-read", latest: 6 },
  { event: "publish/batch-written", latest: 6 },
  { event: "publish/advanced", latest: 6 },
];

/** A graceful stop, and a next life that ends at a point of the code. One fault a point. */
export function dieAtPoints(member: Member): readonly Fault[] {
  return POINTS.map(({ event, latest }): Fault => ({
    name: `${member.name} dies at ${event}`,
    target: member.name,
    lastsMs: [12_000, 20_000],
    strike: async (random) => {
      const point: DeathPoint = { event, count: random.between(1, latest) };
      await member.arm(point);
      // A point that did not come in time: then wherever it stands.
      return () => Promise.resolve(member.endArmed());
    },
  }));
}
