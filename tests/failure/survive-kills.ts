import { expect } from "vitest";
import { fileURLToPath } from "node:url";
import { spawnUntil, type FixtureSite, type SeenRequest } from "@caibian/testkit";

import { BIN, caibian } from "../support/command.ts";
import type { Workspace } from "../support/workspace.ts";

const DIE_AT = fileURLToPath(new URL("die-at.mjs", import.meta.url));

/** Where the process dies: after a fetch, before and after a commit, and around a Store's write. */
const POINTS = [
  ["scrape/list", 2],
  ["scrape/page", 1],
  ["scrape/page", 37],
  ["parsed", 20],
  ["commit-begins", 1],
  ["commit-begins", 4],
  ["commit-ended", 1],
  ["commit-ended", 3],
  ["publish/batch-read", 1],
  ["publish/batch-read", 5],
  ["publish/batch-written", 1],
  ["publish/batch-written", 4],
  ["publish/advanced", 2],
] as const;
const RANDOM_KILLS = 8;

/** What is killed again and again. */
export interface Round {
  readonly site: FixtureSite;
  readonly workspace: Workspace;
  readonly env: Record<string, string>;
}

/** Kills the process at each point in turn, on one ledger, while the site changes under it; then lets it finish. */
export async function surviveKills({ site, workspace, env }: Round): Promise<{ readonly kills: number }> {
  let kills = 0;
  let before = 0;
  const expectNoneTwice = (when: string): void => {
    expect(askedTwice(site.requests.slice(before)), when).toEqual([]);
    before = site.requests.length;
  };
  for (const [event, count] of POINTS) {
    const [first = ""] = site.ids().slice(kills * 3);
    site.change(first);
    site.add();
    const args = [DIE_AT, workspace.configFile, event, String(count), "--recheck"];
    const run = await spawnUntil({ command: process.execPath, args, env, killAt: { afterMs: 60_000 } });
    expect(run.stderr, `${event} ${count}`).toBe("");
    if (run.signal === "SIGKILL") kills++;
    expectNoneTwice(`${event} ${count}`);
  }
  for (let round = 0; round < RANDOM_KILLS; round++) {
    site.change(site.ids()[100 + round] ?? "");
    const args = [BIN, "run", "--config", workspace.configFile, "--recheck"];
    const run = await spawnUntil({ command: process.execPath, args, env, killAt: { afterMs: [200, 2500] } });
    if (run.killed) kills++;
    expectNoneTwice(`random kill ${round}`);
  }
  const last = await caibian(["run", "--config", workspace.configFile, "--recheck", "--json"], { env });
  expect(last.code, `${last.stdout}\n${last.stderr}`).toBe(0);
  expectNoneTwice("the last run");
  return { kills };
}

/** Pages that one run, a Visit of each source, asked for more than once. */
function askedTwice(requests: readonly SeenRequest[]): readonly string[] {
  const urls = requests.map(({ host, path }) => host + path);
  return urls.filter((url, index) => urls.indexOf(url) !== index);
}
