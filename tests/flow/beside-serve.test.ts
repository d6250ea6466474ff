import { startSite, type FixtureSite } from "@caibian/testkit";
import { afterAll, beforeAll, expect, test } from "vitest";

import { caibian, type CommandResult } from "../support/command.ts";
import { startServing, until, type ServingProcess } from "../support/serving.ts";
import { makeWorkspace, type Workspace } from "../support/workspace.ts";

let site: FixtureSite;
let workspace: Workspace;
let serving: ServingProcess;

beforeAll(async () => {
  site = await startSite({ articles: 12 });
  workspace = makeWorkspace(site, {
    config: { schedule: "*/2 * * * * *" },
    // Nothing listens on port 1.
    moreStores: [{ id: "hook", type: "webhook", url: "http://127.0.0.1:1/services/s3cr3t" }],
  });
  serving = await startServing("serve", workspace.configFile);
  await until("the files are delivered", async () => {
    const { stores } = JSON.parse((await ask("status", "--json")).stdout) as { stores: readonly { behind: number }[] };
    const [files, , hook] = stores;
    return files?.behind === 0 && (hook?.behind ?? 0) >= 12;
  });
}, 120_000);
afterAll(async () => {
  await serving.kill();
  workspace.remove();
  await site.close();
});

function ask(...args: readonly string[]): Promise<CommandResult> {
  return caibian([...args, "--config", workspace.configFile]);
}

test("status tells why a store does not take everything, and what to do", async () => {
  await until("the store is known to be down", async () => (await ask("status")).stdout.includes("store hook is down"));
  const { stdout, code } = await ask("status");

  expect(code).toBe(0);
  expect(stdout).toMatch(/store hook is down since \S+\n {2}why: {3}\S.*\n {2}next: {2}\S/);
  expect(stdout).toMatch(/^files +up /m);
  expect(stdout).not.toContain("s3cr3t");
  expect(serving.log()).toMatch(/store hook is down: .*; next: /);
});

test("doctor finds nothing wrong with the files that the running process writes", async () => {
  const { stdout, code } = await ask("doctor");

  expect(stdout).toMatch(/^ok {4}store files: in the hands of the running process$/m);
  expect(stdout).not.toContain("end the other process");
  expect(code, stdout).toBe(0);
});

test("verify of such files names the way that works", async () => {
  const { stderr, code } = await ask("verify", "files");

  expect(code).toBe(1);
  expect(stderr).toMatch(/next: {2}ask it to compare: curl -X POST .*\/api\/stores\/files\/verify/);
  expect(stderr).not.toContain("end the other process");
});
