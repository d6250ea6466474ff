import { createServer } from "node:http";
import { mkdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { freePort, originOf, startSite, type FixtureSite } from "@caibian/testkit";

import { caibian, type CommandResult } from "../support/command.ts";
import { mountSmallDisk } from "../support/small-disk.ts";
import { makeWorkspace, type Workspace, type WorkspaceOptions } from "../support/workspace.ts";

const LIST = `<ul><li><a href="/a/20240101/2.html">石桥镇召开春季植树工作部署会议</a> <span>2024-01-01</span></li><li><a href="/a/20240101/3.html">石桥镇新桥正式通车的消息</a> <span>2024-01-01</span></li></ul>`;

let site: FixtureSite;
const workspaces: Workspace[] = [];

beforeAll(async () => {
  site = await startSite({ articles: 35 });
});

afterAll(async () => {
  for (const workspace of workspaces) workspace.remove();
  await site.close();
});

function workspaceOf(options: WorkspaceOptions = {}): Workspace {
  const workspace = makeWorkspace(site, options);
  workspaces.push(workspace);
  return workspace;
}

function edit(workspace: Workspace, change: (config: Record<string, unknown>) => void): void {
  const config = JSON.parse(readFileSync(workspace.configFile, "utf8")) as Record<string, unknown>;
  change(config);
  writeFileSync(workspace.configFile, JSON.stringify(config));
}

function run(workspace: Workspace, ...flags: string[]): Promise<CommandResult> {
  return caibian(["run", "--config", workspace.configFile, ...flags]);
}

test("an unreachable host ends in exit 1 with its address, and the other hosts are gathered", async () => {
  const workspace = workspaceOf();
  const port = await freePort();
  edit(workspace, (config) => {
    (config["sources"] as unknown[]).push({ id: "dark", start: [`http://127.0.0.1:${port}/`], limits: { delayMs: 0 } });
  });

  const { code, stdout } = await run(workspace);

  expect(code).toBe(1);
  expect(stdout).toContain(`127.0.0.1:${port}`);
  expect((await workspace.accepted()).filter((one) => one.status === "usable")).toHaveLength(35);
});

test("a 500 behind a list link is listed, with exit 1, and the rest is delivered", async () => {
  const workspace = workspaceOf();
  const [gone = ""] = site.ids();
  const { url } = site.expectedOf(gone);
  site.fail({ path: new URL(url).pathname, mode: 500 });

  const { code, stdout } = await run(workspace);

  site.clearFailures();
  expect(code).toBe(1);
  expect(stdout).toContain(url);
  expect((await workspace.accepted()).filter((one) => one.status === "usable")).toHaveLength(34);
});

test("an empty page and a 404 behind a list are refused by name, and nothing else suffers", async () => {
  const server = createServer((request, response) => {
    response.setHeader("content-type", "text/html; charset=utf-8");
    if (request.url === "/a/20240101/3.html") response.statusCode = 404;
    response.end(request.url === "/" ? LIST : "<html><body></body></html>");
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  const workspace = workspaceOf();
  edit(workspace, (config) => {
    (config["sources"] as unknown[]).push({ id: "odd", start: [`${originOf(server)}/`], limits: { delayMs: 0 } });
  });

  const { code, stdout } = await run(workspace);

  server.close();
  expect(code).toBe(1);
  expect(stdout).toMatch(/\/a\/20240101\/2\.html.*E_(EMPTY|NOT_ARTICLE)/);
  expect(stdout).toMatch(/\/a\/20240101\/3\.html/);
  expect((await workspace.accepted()).filter((one) => one.status === "usable").length).toBeGreaterThanOrEqual(35);
});

test("an invalid config ends in exit 3 and names the line", async () => {
  const workspace = workspaceOf();
  writeFileSync(workspace.configFile, "sources:\n  - id: Bad Id\n    start: [ftp://x]\n");

  const { code, stderr } = await run(workspace);

  expect(code).toBe(3);
  expect(stderr).toMatch(/line 2: sources\.0\.id/);
  expect(stderr).not.toMatch(/\bat .*\(.*:\d+:\d+\)/);
});

test("a missing config and a wrong source name are told apart", async () => {
  const workspace = workspaceOf();

  expect((await caibian(["run", "--config", join(workspace.folder, "no.yaml")])).code).toBe(3);
  expect((await run(workspace, "--nonsense")).code).toBe(2);
  expect((await caibian(["run", "no-such-source", "--config", workspace.configFile])).code).toBe(2);
});

test(
  "a Store that is down ends in exit 4; the other Stores have everything; it catches up later",
  { timeout: 180_000 },
  async () => {
    const workspace = workspaceOf();
    const port = await freePort();
    edit(workspace, (config) => {
      (config["stores"] as unknown[]).push({ id: "down", type: "webhook", url: `http://127.0.0.1:${port}/hook` });
    });

    const first = await run(workspace);

    expect(first.code, first.stderr).toBe(4);
    expect(first.stdout).toMatch(/down/);
    expect(await workspace.audit(site.served())).toMatchObject({ missed: [], lost: [], corrupt: [] });

    const received: string[] = [];
    const hook = createServer((request, response) => {
      received.push(String(request.headers["webhook-id"]));
      request.resume().on("end", () => response.writeHead(204).end());
    });
    await new Promise<void>((resolve) => hook.listen(port, "127.0.0.1", resolve));
    const second = await run(workspace);
    hook.close();

    expect(second.code, second.stdout + second.stderr).toBe(0);
    expect(new Set(received).size).toBe(35);
  },
);

test("a ledger server that is not there ends in exit 4 and says where", async () => {
  const port = await freePort();
  const workspace = workspaceOf({ ledger: `postgres://nobody@127.0.0.1:${port}/none` });

  const { code, stderr } = await run(workspace);

  expect(code).toBe(4);
  expect(stderr).toContain(`127.0.0.1:${port}`);
});

test("a Redis that is not there ends in exit 4 and says where", async () => {
  const workspace = workspaceOf();
  const port = await freePort();

  const { code, stderr } = await caibian(["run", "--config", workspace.configFile], {
    env: { REDIS_URL: `redis://127.0.0.1:${port}` },
  });

  expect(code).toBe(4);
  expect(stderr).toContain(`127.0.0.1:${port}`);
});

describe("a full disk", () => {
  const disk = mountSmallDisk(1, "flow: a full disk");

  afterAll(() => disk?.remove());

  test.runIf(disk !== null)("under the raw pages ends in exit 5; with room again nothing is lost", async () => {
    const folder = disk?.folder ?? "";
    const workspace = workspaceOf();
    mkdirSync(join(folder, "warc"));
    const ballast = join(folder, "ballast");
    writeFileSync(ballast, Buffer.alloc(1_000_000 - 16_384));
    edit(workspace, (config) => {
      config["archive"] = join(folder, "warc");
    });

    const full = await run(workspace);

    expect(full.code, full.stderr + full.stdout).toBe(5);
    expect(full.stderr + full.stdout).toMatch(/disk of the page archive is full|disk is full/i);
    rmSync(ballast);
    const again = await run(workspace);
    expect(again.code, again.stderr + again.stdout).toBe(0);
    expect(await workspace.audit(site.served())).toMatchObject({ missed: [], lost: [], doubled: [], corrupt: [] });
  });
});
