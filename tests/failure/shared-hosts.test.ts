import { spawn } from "node:child_process";
import { once } from "node:events";
import { readFileSync, writeFileSync } from "node:fs";
import { afterEach, describe, expect, test } from "vitest";
import { needServer, startPostgres } from "@caibian/testkit";

import { BIN, caibian, cleanEnv } from "../support/command.ts";
import { until } from "../support/serving.ts";
import { startSharedHosts, type HostRequest } from "../support/shared-hosts.ts";
import { makeWorkspace } from "../support/workspace.ts";

const DELAY_MS = 250;
const WHO = ["one", "other"] as const;

/** Requests that came before their host had its gap, or while another was in flight. */
function tooEarly(requests: readonly HostRequest[]): readonly string[] {
  return requests.flatMap(({ path, fromMs }, index) => {
    const before = requests[index - 1];
    if (before === undefined || (fromMs - before.fromMs >= DELAY_MS && fromMs >= before.toMs)) return [];
    return [`${path}: ${Math.round(fromMs - before.fromMs)} ms after ${before.path}`];
  });
}

const isBy = (who: (typeof WHO)[number], request: HostRequest | undefined): boolean =>
  request?.userAgent.includes(`-${who}/`) === true;
const envOf = (who: (typeof WHO)[number]): Record<string, string> => cleanEnv({ WHO: who });

describe.runIf(needServer("postgres", "failure: two processes on the same hosts"))("two processes", () => {
  const closers: (() => Promise<unknown> | void)[] = [];
  afterEach(async () => {
    for (const close of closers.splice(0).reverse()) await close();
  });

  test("keep a host's rate and ask it one at a time, also when one is killed", { timeout: 300_000 }, async () => {
    const postgres = await startPostgres();
    const site = await startSharedHosts({ sources: 4, shared: 2, stories: 30 });
    const workspace = makeWorkspace(site, { ledger: postgres.url, config: { delayMs: DELAY_MS, stores: [] } });
    closers.push(
      () => postgres.stop(),
      () => site.close(),
      workspace.remove,
    );
    const config = JSON.parse(readFileSync(workspace.configFile, "utf8")) as { network: object };
    const userAgent = "caibian-${WHO}/1 (+http://example.test)";
    writeFileSync(workspace.configFile, JSON.stringify({ ...config, network: { ...config.network, userAgent } }));
    const run = (sources: readonly string[]): string[] => ["run", ...sources, "--config", workspace.configFile];

    const steady = caibian(run(["town0", "town1"]), { env: envOf("one") });
    const child = spawn(process.execPath, [BIN, ...run(["town2", "town3"])], { env: envOf("other"), stdio: "ignore" });
    closers.push(() => void child.kill("SIGKILL"));
    // It holds a host at that moment, with a request that may be in flight.
    await until("the other process has a host", async () =>
      site.seen.some((requests) => requests.length > 20 && isBy("other", requests.at(-1))),
    );
    child.kill("SIGKILL");
    await once(child, "exit");
    const again = caibian(run(["town2", "town3"]), { env: envOf("other") });
    for (const { code, stderr } of [await steady, await again]) expect(code, stderr).toBe(0);
    const last = await caibian(run([]), { env: envOf("one") });

    expect(last.code, last.stderr).toBe(0);
    expect(child.signalCode).toBe("SIGKILL");
    for (const [index, requests] of site.seen.entries()) {
      expect(tooEarly(requests)).toEqual([]);
      const paths = requests.map(({ path }) => path).filter((path) => path !== "/robots.txt");
      expect([...new Set(paths)].sort()).toEqual(site.stories[index]);
      for (const who of WHO) expect(requests.filter((one) => isBy(who, one)).length, who).toBeGreaterThan(5);
    }
    const turns = site.seen.map(
      (requests) => requests.filter((one, n) => one.userAgent !== requests[n - 1]?.userAgent).length,
    );
    console.log(
      `${site.seen.map((one) => one.length).join(" and ")} requests, hosts changed hands ${turns.join(" and ")} times`,
    );
  });
});
