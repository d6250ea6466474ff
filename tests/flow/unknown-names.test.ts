import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { afterAll, beforeAll, expect, test } from "vitest";

import { caibian } from "../support/command.ts";
import { serverLedger } from "../support/server-ledger.ts";
import { makeWorkspace, type Workspace } from "../support/workspace.ts";

const HOST = { name: "hill.test", title: "青山在线", charset: "utf-8", entry: "list" } as const;
let workspace: Workspace;

beforeAll(async () => {
  workspace = makeWorkspace(
    { hosts: [{ ...HOST, origin: "http://hill.test", start: "http://hill.test/news/" }] },
    await serverLedger(),
  );
});
afterAll(() => workspace.remove());

test.each([
  [["run", "nope"], "No such source"],
  [["articles", "--source", "nope"], "No such source"],
  [["status", "--release", "nope"], "No such source"],
  [["status", "--drop", "nope"], "No such source"],
  [["reparse", "--source", "nope"], "No such source"],
  [["reparse", "--url", "http://hill.test/none.html"], "No article has this URL"],
  [["replay", "--store", "nope"], "No such store"],
])("%j ends in exit 2 and says what there is", async (args, what) => {
  const { code, stderr } = await caibian([...args, "--config", workspace.configFile]);

  expect(code, stderr).toBe(2);
  expect(stderr).toMatch(new RegExp(`${what} \\[E_USAGE\\]\n  where: .+(\n  why: .+)?\n  next: `));
});

test("a page that is not there, and what is no address, end in exit 2", async () => {
  const none = await caibian(["parse", join(workspace.folder, "none.html")]);
  const odd = await caibian(["preview", "ftp://hill.test/"]);

  expect([none.code, odd.code]).toEqual([2, 2]);
  expect(none.stderr).toMatch(/The file cannot be read \[E_USAGE\][^]*next: /);
});

test("a file without a story leaves no source `import` behind", async () => {
  const file = join(workspace.folder, "broken.warc");
  writeFileSync(file, "no archive at all");

  await caibian(["import", file, "--config", workspace.configFile]);
  const { stdout } = await caibian(["status", "--config", workspace.configFile, "--json"]);

  expect((JSON.parse(stdout) as { sources: { id: string }[] }).sources.map(({ id }) => id)).not.toContain("import");
});
