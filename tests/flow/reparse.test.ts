import { fileURLToPath } from "node:url";
import { openLedger, type Ledger } from "@caibian/ledger";
import { needServer, spawnUntil, startPostgres } from "@caibian/testkit";
import { afterAll, beforeAll, describe, expect, test } from "vitest";

import { BY_HAND } from "../support/by-hand.ts";
import { APPEAL, startChangingSite, type ChangingSite } from "../support/changing-site.ts";
import { caibian, cleanEnv } from "../support/command.ts";
import { allArticles, makeWorkspace, type Workspace } from "../support/workspace.ts";

const DIE_AT = fileURLToPath(new URL("die-at.mjs", import.meta.url));

interface Report {
  readonly counts: Record<string, number>;
  readonly findings: {
    readonly read: number;
    readonly changed: number;
    readonly unreadable: number;
    readonly fields: Record<string, number>;
    readonly samples: readonly {
      readonly differences: readonly { readonly before: string; readonly after: string }[];
    }[];
  };
  readonly applied: Record<string, number> | null;
}

const ENGINES = ["the embedded ledger", "PostgreSQL"] as const;

describe.each(ENGINES)("reparse on %s", (engine) => {
  const isHere = engine === "the embedded ledger" || needServer("postgres", "reparse: PostgreSQL");
  let site: ChangingSite;
  let workspace: Workspace;
  let location: string;
  const closers: (() => Promise<void> | void)[] = [];

  // After two Visits the site's appeal is known; it stands in the twelve records of the first.
  beforeAll(async () => {
    if (!isHere) return;
    site = await startChangingSite();
    const postgres = engine === "PostgreSQL" ? await startPostgres() : null;
    workspace = makeWorkspace(site, postgres === null ? {} : { ledger: postgres.url });
    location = postgres?.url ?? `${workspace.folder}/data`;
    closers.push(workspace.remove, () => site.close());
    if (postgres !== null) closers.push(() => postgres.stop());
    for (const count of [12, 4]) {
      site.add(count);
      await command(["run", "--recheck"]);
    }
  });
  afterAll(async () => {
    for (const close of closers.reverse()) await close();
  });

  async function command(args: readonly string[]): Promise<{ code: number | null; report: Report; stderr: string }> {
    const { code, stdout, stderr } = await caibian([...args, "--config", workspace.configFile, "--json"]);
    expect(stdout, stderr).toMatch(/^\{/);
    return { code, report: JSON.parse(stdout) as Report, stderr };
  }
  async function withLedger<T>(work: (ledger: Ledger) => Promise<T>): Promise<T> {
    const ledger = await openLedger({ location });
    try {
      return await work(ledger);
    } finally {
      await ledger.close();
    }
  }
  /** How many current records still have the appeal. */
  const appeals = (): Promise<number> =>
    withLedger(async (ledger) => {
      let found = 0;
      for (const { id } of await allArticles(ledger))
        if ((await ledger.article(id))?.text.includes(APPEAL) === true) found++;
      return found;
    });

  test.runIf(isHere)("a rehearsal tells the count, the fields and what would change, and changes nothing", async () => {
    const { code, report } = await command(["reparse", "--dry-run"]);

    expect(code).toBe(0);
    expect(report.findings).toMatchObject({ read: 16, changed: 12, unreadable: 0, fields: { blocks: 12 } });
    expect(report.findings.samples[0]?.differences[0]?.before).toContain(APPEAL.slice(0, 10));
    expect(report.applied).toBeNull();
    expect(await appeals()).toBe(12);
  });

  test.runIf(isHere)("more than one in a hundred needs --yes", async () => {
    const { code, report } = await command(["reparse"]);

    expect(code).toBe(2);
    expect(report.applied).toBeNull();
    expect(await appeals()).toBe(12);
  });

  test.runIf(isHere)("one article by its URL is corrected in every Store", async () => {
    const { code, report } = await command(["reparse", "--url", `${site.hosts[0]!.origin}/a/1003.html`]);

    expect(code).toBe(0);
    expect(report.applied).toMatchObject({ updated: 1, passedOver: 0 });
    for (const store of await workspace.stores()) {
      const row = store.records.findLast(({ url }) => url?.endsWith("/a/1003.html") === true);
      expect(row, store.name).toMatchObject({ revision: 2 });
    }
  });

  test.runIf(isHere)(
    "killed around its commit, every correction is made once; what was taken down stays down",
    { timeout: 400_000 },
    async () => {
      const taken = await withLedger(async (ledger) => {
        const row = (await allArticles(ledger)).find(({ url }) => url?.endsWith("/a/1001.html"));
        await ledger.withdraw([row!.id], BY_HAND);
        return row!.id;
      });
      const signals = [];
      for (const event of ["commit-begins", "commit-ended"]) {
        const args = [DIE_AT, workspace.configFile, event, "1", "reparse"];
        const killAt = { afterMs: 110_000 };
        const run = await spawnUntil({ command: process.execPath, args, env: cleanEnv(), killAt, timeoutMs: 120_000 });
        signals.push(run.signal, run.stderr);
      }

      const last = await command(["reparse", "--yes"]);
      const again = await command(["reparse", "--yes"]);

      expect(signals).toEqual(["SIGKILL", "", "SIGKILL", ""]);
      expect(last.code).toBe(0);
      expect(again.report.findings).toMatchObject({ read: 15, changed: 0 });
      expect(await appeals()).toBe(0);
      await withLedger(async (ledger) => {
        expect(await ledger.article(taken)).toBeNull();
        const revisions = (await allArticles(ledger)).map(({ revision }) => revision);
        expect(revisions.toSorted((a, b) => a - b)).toEqual([1, 1, 1, 1, ...Array.from({ length: 12 }, () => 2)]);
      });
    },
  );

  test.runIf(isHere)("a visit afterwards finds nothing changed", async () => {
    const { report } = await command(["run", "--recheck"]);

    expect(report.counts).toMatchObject({ published: 0, updated: 0, withdrawn: 0, held: 0, delivered: 0 });
  });
});
