import { once } from "node:events";
import { createServer, type Server } from "node:http";
import { originOf } from "@caibian/testkit";
import { afterEach, describe, expect, test } from "vitest";

import { caibian, type CommandResult } from "../support/command.ts";
import { makeWorkspace, type Workspace } from "../support/workspace.ts";

let server: Server;
let workspace: Workspace;

afterEach(async () => {
  workspace.remove();
  server.closeAllConnections();
  server.close();
  await once(server, "close");
});

async function siteOf(robots: string, list: { readonly status: number; readonly html: string }): Promise<void> {
  server = createServer((request, response) => {
    if (request.url === "/robots.txt") response.writeHead(200).end(robots);
    else response.writeHead(list.status, { "content-type": "text/html" }).end(list.html);
  });
  server.listen(0, "127.0.0.1");
  await once(server, "listening");
  const origin = originOf(server);
  const start = `${origin}/news/`;
  workspace = makeWorkspace({
    hosts: [{ name: "hill.test", title: "青山在线", origin, charset: "utf-8", entry: "list", start }],
  });
}

function run(): Promise<CommandResult> {
  return caibian(["run", "--config", workspace.configFile]);
}

describe("a run that could read no list is no quiet day", () => {
  test("when robots.txt denies the start list", async () => {
    await siteOf("User-agent: *\nDisallow: /", { status: 200, html: "" });

    const { code, stdout } = await run();

    expect(code).toBe(1);
    expect(stdout).toContain("[E_ROBOTS]");
  });

  test("when a guard answers, and while its host rests", async () => {
    await siteOf("", { status: 521, html: "<script>document.cookie='__jsl_clearance=1'</script>" });

    for (const result of [await run(), await run()]) {
      expect(result.code).toBe(1);
      expect(result.stdout).toContain("[E_BLOCKED]");
      expect(result.stdout).toMatch(/next: +Do not work around it/);
    }
  });
});
