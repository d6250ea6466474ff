import { execFile } from "node:child_process";
import { readdir, readFile, rename } from "node:fs/promises";
import { join } from "node:path";
import { promisify } from "node:util";
import { gunzipSync } from "node:zlib";

import { openLedger, type Ledger, type Order } from "@caibian/ledger";
import { eraseRaw, type ReparseReport } from "@caibian/pipeline";
import { readWarc, WarcError } from "@caibian/scraper";
import { afterAll, beforeAll, expect, test } from "vitest";

import { startChangingSite, type ChangingSite } from "../support/changing-site.ts";
import { caibian, type CommandResult } from "../support/command.ts";
import { startServing, until } from "../support/serving.ts";
import { makeWorkspace, type Workspace } from "../support/workspace.ts";

const STORIES = 6;
const EVERY_SECOND = "* * * * * *";
const ORDER: Order = { actor: "test", reason: "asked by letter", selector: {} };
let site: ChangingSite;
let workspace: Workspace;
let archive: string;

beforeAll(async () => {
  site = await startChangingSite();
  site.add(STORIES);
  workspace = makeWorkspace(site, { config: { schedule: EVERY_SECOND } });
  archive = join(workspace.folder, "warc");
});
afterAll(async () => {
  await site.close();
  workspace.remove();
});

/** A ledger beside whoever has it. */
async function withLedger<T>(work: (ledger: Ledger) => Promise<T>): Promise<T> {
  const ledger = await openLedger({ location: join(workspace.folder, "data"), role: "visitor" });
  try {
    return await work(ledger);
  } finally {
    await ledger.close();
  }
}

function withdraw(args: readonly string[]): Promise<CommandResult> {
  return caibian(["withdraw", ...args, "--json", "--config", workspace.configFile]);
}

/** What the archive holds now: types of its records by number, and all that can be read in it. */
async function readArchive(): Promise<{ readonly types: Readonly<Record<string, number>>; readonly text: string }> {
  const types: Record<string, number> = {};
  let text = "";
  for (const name of await readdir(archive)) {
    const path = join(archive, name);
    await promisify(execFile)("gzip", ["-t", path]);
    text += gunzipSync(await readFile(path)).toString("utf8");
    for await (const item of readWarc(path)) {
      const type = item instanceof WarcError ? item.code : item.type;
      types[type] = (types[type] ?? 0) + 1;
    }
  }
  return { types, text };
}

test("beside a serve that writes the file, raw pages go and are not fetched again", { timeout: 120_000 }, async () => {
  const serving = await startServing("serve", workspace.configFile);
  try {
    await until("the stories are read", () =>
      withLedger(async (ledger) => (await ledger.articles()).length === STORIES),
    );
    const [gone, kept] = await withLedger((ledger) => ledger.articles());
    const before = await readArchive();
    expect(before.text).toContain(`WARC-Target-URI: ${gone!.url!}`);

    const { code, stdout, stderr } = await withdraw(["--id", gone!.id, "--erase", "--raw"]);

    expect(code, stderr).toBe(0);
    const raw = { erased: [{ offset: expect.any(Number) }], absent: [], foreign: [], damaged: [] };
    expect(JSON.parse(stdout)).toMatchObject({ withdrawn: 1, erased: 1, raw });
    const after = await readArchive();
    expect(after.types).toMatchObject({ metadata: 1, response: before.types["response"]! - 1 });
    expect(after.text).not.toContain(gone!.title);
    expect(after.text).toContain(kept!.title);

    // The next visit appends to the very file.
    site.add(1);
    await until("a new story came", () => withLedger(async (ledger) => (await ledger.articles()).length > STORIES));
    await withLedger(async (ledger) => {
      expect(await ledger.rawPagesOf([gone!.id])).toEqual([]);
      expect(await ledger.rawPagesOf([kept!.id])).toHaveLength(1);
      expect((await ledger.audit(2)).map(({ action, outcome }) => [action, outcome])).toEqual([
        ["erase-raw", "1 raw pages erased"],
        ["erase", "1 withdrawn, 1 erased, 0 unchanged"],
      ]);
    });
    expect((await readArchive()).types).toMatchObject({ metadata: 1 });
  } finally {
    await serving.stop();
  }
});

test("the API erases raw pages too, with the same word in the audit", { timeout: 120_000 }, async () => {
  const serving = await startServing("serve", workspace.configFile);
  try {
    const usable = await withLedger((ledger) => ledger.articles({ status: "usable" }));
    const gone = usable.at(-1)!;
    const post = (body: object): Promise<Response> =>
      fetch(`${serving.consoleUrl}/api/withdraw`, {
        method: "POST",
        headers: { "content-type": "application/json" },
        body: JSON.stringify({ ids: [gone.id], raw: true, by: "desk", ...body }),
      });

    expect((await post({ action: "reinstate" })).status).toBe(400);
    const answer: unknown = await (await post({ action: "erase" })).json();

    const raw = { erased: [{ offset: expect.any(Number) }], absent: [], foreign: [], damaged: [] };
    expect(answer).toMatchObject({ articles: 1, withdrawn: 1, erased: 1, raw });
    expect((await readArchive()).text).not.toContain(gone.title);
    await withLedger(async (ledger) => {
      expect(await ledger.rawPagesOf([gone.id])).toEqual([]);
      expect((await ledger.audit(1))[0]).toMatchObject({ action: "erase-raw", actor: "desk" });
    });
  } finally {
    await serving.stop();
  }
});

test("reparse takes such a page as erased, not as broken", { timeout: 120_000 }, async () => {
  const left = await withLedger(async (ledger) => {
    const first = (await ledger.articles()).find(({ status }) => status === "usable");
    await eraseRaw({ archive }, ledger, [first!.id], ORDER);
    return (await ledger.articles()).filter(({ status }) => status === "usable").length;
  });

  const { code, stdout, stderr } = await caibian(["reparse", "--dry-run", "--json", "--config", workspace.configFile]);

  expect(code, stderr).toBe(0);
  const { findings } = JSON.parse(stdout) as ReparseReport;
  expect(findings).toMatchObject({ read: left, erased: 1, unreadable: 0, failures: [] });
});

test("what cannot be erased is told, and the exit code says so", { timeout: 120_000 }, async () => {
  const [next] = await withLedger(async (ledger) =>
    (await ledger.articles()).filter(({ status }) => status === "usable").slice(-1),
  );
  const names = await readdir(archive);
  for (const name of names) await rename(join(archive, name), join(workspace.folder, name));

  const missing = await withdraw(["--id", next!.id, "--raw"]);
  for (const name of names) await rename(join(workspace.folder, name), join(archive, name));
  const again = await withdraw(["--id", next!.id, "--raw"]);

  expect(missing.code, missing.stderr).toBe(1);
  expect(JSON.parse(missing.stdout)).toMatchObject({
    withdrawn: 1,
    raw: { erased: [], absent: [{ offset: expect.any(Number) }] },
  });
  expect(again.code, again.stderr).toBe(0);
  expect(JSON.parse(again.stdout)).toMatchObject({ withdrawn: 0, unchanged: 1, raw: { erased: [{}], absent: [] } });
});
