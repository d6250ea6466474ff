import { existsSync, readFileSync, rmSync, statfsSync, truncateSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";

import { loadConfig } from "@caibian/pipeline";
import { EXIT } from "@caibian/schema";
import { startSite, type ConfigOptions, type FixtureSite } from "@caibian/testkit";
import { afterAll, afterEach, beforeAll, expect, test } from "vitest";

import { caibian } from "../support/command.ts";
import { startServing, until } from "../support/serving.ts";
import { mountSmallDisk } from "../support/small-disk.ts";
import { makeWorkspace, type Workspace } from "../support/workspace.ts";

const MEGABYTES = 200;
const disk = mountSmallDisk(MEGABYTES, "failure: visits while the disk is low");
let site: FixtureSite;
let workspace: Workspace;

beforeAll(async () => {
  site = await startSite({ articles: 200 });
});
afterAll(async () => {
  await site.close();
  disk?.remove();
});
afterEach(() => {
  workspace.remove();
  for (const name of ["data", "warc", "ballast"])
    rmSync(join(disk?.folder ?? "", name), { recursive: true, force: true });
});

/** Ledger and raw pages on the small disk, and fetching to stop when half of it is used. */
async function useSmallDisk(folder: string, options: Partial<ConfigOptions> = {}): Promise<void> {
  workspace = makeWorkspace({ hosts: site.hosts.slice(0, 1) }, { config: options });
  const config: unknown = JSON.parse(readFileSync(workspace.configFile, "utf8"));
  const small = {
    ledger: join(folder, "data"),
    archive: join(folder, "warc"),
    disk: { stopFetchingBelow: { gigabytes: 2, percent: 50 } },
  };
  writeFileSync(workspace.configFile, JSON.stringify({ ...Object(config), ...small }));
  await loadConfig(workspace.configFile, {});
}

function fill(): void {
  writeFileSync(join(disk?.folder ?? "", "ballast"), Buffer.alloc((MEGABYTES * 1e6) / 2));
}

/** Takes so much of the ballast away that a part of the disk is free. */
function leaveFree(part: number): void {
  const ballast = join(disk?.folder ?? "", "ballast");
  const { blocks, bavail, bsize } = statfsSync(ballast);
  truncateSync(ballast, Math.trunc((MEGABYTES * 1e6) / 2 - (blocks * part - bavail) * bsize));
}

function makeRoom(): void {
  rmSync(join(disk?.folder ?? "", "ballast"));
}

interface Status {
  readonly low: readonly unknown[];
  readonly articles: { readonly usable: number };
  readonly stores: readonly { readonly behind: number }[];
}

async function status(): Promise<Status> {
  const { stdout } = await caibian(["status", "--json", "--config", workspace.configFile]);
  // What our own command printed.
  return JSON.parse(stdout) as Status;
}

test.runIf(disk !== null)(
  "a run fetches nothing and ends with 5, and the next with room fetches all",
  { timeout: 120_000 },
  async () => {
    await useSmallDisk(disk?.folder ?? "");
    fill();

    const refused = await caibian(["run", "--config", workspace.configFile]);

    expect([refused.code, refused.stdout]).toEqual([EXIT.disk, expect.stringContaining("E_DISK_LOW")]);
    expect(await status()).toMatchObject({ low: [{}, {}], articles: { usable: 0 } });
    makeRoom();
    expect((await caibian(["run", "--config", workspace.configFile])).code).toBe(EXIT.done);
    const after = await status();
    expect(after.low).toEqual([]);
    expect(after.articles.usable).toBeGreaterThan(0);
  },
);

test.runIf(disk !== null)(
  "a disk that fills while a visit runs ends the fetching, and what was fetched is committed and delivered",
  { timeout: 120_000 },
  async () => {
    await useSmallDisk(disk?.folder ?? "", { delayMs: 300 });
    const run = caibian(["run", "--config", workspace.configFile]);
    // Before that, the first look would have the ledger to itself.
    await until("the run has the ledger", () => Promise.resolve(existsSync(join(disk?.folder ?? "", "warc"))));
    await until("some articles are committed", async () => (await status()).articles.usable > 0);

    fill();

    expect((await run).code).toBe(EXIT.disk);
    const low = await status();
    expect(low.stores.map(({ behind }) => behind)).toEqual([0, 0]);
    makeRoom();
    expect((await caibian(["run", "--config", workspace.configFile])).code).toBe(EXIT.done);
    expect((await status()).articles.usable).toBeGreaterThan(low.articles.usable);
  },
);

test.runIf(disk !== null)(
  "a serve says that the disk is low, waits, and goes on by itself when there is room",
  { timeout: 120_000 },
  async () => {
    await useSmallDisk(disk?.folder ?? "");
    fill();
    const serving = await startServing("serve", workspace.configFile);
    const health = async (): Promise<unknown> => (await fetch(`${serving.consoleUrl}/healthz`)).json();
    try {
      await caibian([
        "schedule",
        "run",
        site.hosts[0]?.name.replace(".test", "") ?? "",
        "--config",
        workspace.configFile,
      ]);
      await until("the visit waits", () => Promise.resolve(serving.log().includes("disk-low")));
      expect(await health()).toEqual({ ok: true, disk: "disk-low" });
      expect((await status()).articles.usable).toBe(0);

      // A little more than the mark is not enough: it would be low again at once.
      leaveFree(0.55);
      await sleep(2_500);
      expect(await health()).toEqual({ ok: true, disk: "disk-low" });
      makeRoom();

      await until("the articles are there", async () => (await status()).articles.usable > 0);
      expect(await health()).toEqual({ ok: true, disk: "ok" });
      expect(serving.log().split("disk: disk-low")).toHaveLength(2);
      expect(serving.log().split("disk: ok again")).toHaveLength(2);
    } finally {
      expect((await serving.stop()).code).toBe(EXIT.done);
    }
  },
);
