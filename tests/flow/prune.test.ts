import { readdirSync, utimesSync } from "node:fs";
import { join } from "node:path";

import { EXIT } from "@caibian/schema";
import { startSite } from "@caibian/testkit";
import { afterEach, expect, test } from "vitest";

import { caibian } from "../support/command.ts";
import { startServing } from "../support/serving.ts";
import { makeWorkspace } from "../support/workspace.ts";

const YEAR_AND_A_HALF_MS = 550 * 86_400_000;
const closers: (() => Promise<unknown> | void)[] = [];
afterEach(async () => {
  for (const close of closers.splice(0).reverse()) await close();
});

test(
  "old raw pages go beside a running serve, when it is not a dry run; articles and young rows stay",
  { timeout: 120_000 },
  async () => {
    const site = await startSite({ articles: 20 });
    closers.push(() => site.close());
    const workspace = makeWorkspace(site);
    const { configFile, folder } = workspace;
    closers.push(workspace.remove);
    const archive = join(folder, "warc");
    expect((await caibian(["run", "--config", configFile])).code).toBe(EXIT.done);
    const files = readdirSync(archive);
    const longAgo = new Date(Date.now() - YEAR_AND_A_HALF_MS);
    for (const name of files) utimesSync(join(archive, name), longAgo, longAgo);
    const none = { log: 0, revisions: 0, pages: 0, visits: 0, refusals: 0, health: 0, "dead-letters": 0 };
    const prune = async (...args: readonly string[]): Promise<unknown> => {
      const { code, stdout } = await caibian(["prune", "--json", "--config", configFile, ...args]);
      expect(code).toBe(EXIT.done);
      return JSON.parse(stdout);
    };

    expect(await prune("--dry-run")).toMatchObject({ rows: none, files: files.length, isDry: true });
    expect(readdirSync(archive)).toEqual(files);
    const serving = await startServing("serve", configFile);
    try {
      expect(await prune()).toMatchObject({ rows: none, files: files.length, isDry: false });
      expect(await prune()).toMatchObject({ files: 0, bytes: 0 });
    } finally {
      await serving.stop();
    }

    expect(files.length).toBeGreaterThan(0);
    expect(readdirSync(archive).filter((name) => files.includes(name))).toEqual([]);
    expect((await workspace.audit(site.served())).missed).toEqual([]);
  },
);
