import { mkdtempSync, readdirSync, rmSync, statSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";

import { afterEach, beforeEach, describe, expect, test } from "vitest";

import { LedgerBusyError, LedgerNewerError } from "./errors.ts";
import { readNote } from "./folder/owner-note.ts";
import { openLedger } from "./open.ts";
import { kill, linesOf, startChild } from "./testkit/child.ts";
import { publishAll, sampleArticle, SOURCE, urlsOf } from "./testkit/samples.ts";

let folder: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), "caibian-open-"));
});
afterEach(() => rmSync(folder, { recursive: true, force: true }));

describe("an embedded ledger", () => {
  test("is there again when it is opened again, and leaves nothing half made", async () => {
    const url = urlsOf("again", 1)[0]!;
    const first = await openLedger({ location: folder });
    await first.syncSources([SOURCE]);
    await publishAll(first, [url]);
    await first.close();

    const second = await openLedger({ location: folder });

    expect((await second.article(sampleArticle(url).id))?.url).toBe(url);
    expect(readdirSync(folder).filter((name) => name.includes("new"))).toEqual([]);
    await second.close();
  });

  test("refuses tables that a newer version wrote", async () => {
    const ledger = await openLedger({ location: folder });
    await ledger.sqlPool().query("INSERT INTO caibian.schema_migration (version, name) VALUES (9999, 'later')");
    await ledger.close();

    await expect(openLedger({ location: folder })).rejects.toThrow(LedgerNewerError);
    // The refusal freed the lock.
    await expect(openLedger({ location: folder })).rejects.toMatchObject({ code: "E_LEDGER_NEWER", exitCode: 3 });
  });

  test("has one owner; a second is refused by name, a visitor is answered, a killed owner is no obstacle", async () => {
    const owner = startChild("own-until-told.ts", folder);
    expect((await linesOf(owner).next()).value).toBe("open");

    const refused = openLedger({ location: folder });
    await expect(refused).rejects.toThrow(LedgerBusyError);
    await expect(refused).rejects.toMatchObject({ exitCode: 4, why: expect.stringContaining(String(owner.pid)) });

    const visitor = await openLedger({ location: folder, role: "visitor" });
    expect(visitor.role).toBe("visitor");
    expect((await visitor.status()).engine).toBe("pglite");
    expect(await visitor.articles()).toEqual([]);
    expect(await visitor.article("no such id")).toBeNull();
    expect((await visitor.log.cursor("s", 0)).seq).toBe(0);
    await expect(visitor.releaseHeld("nowhere")).rejects.toMatchObject({ code: "E_LEDGER_UNKNOWN" });
    await expect(visitor.syncSources([])).rejects.toThrow(LedgerBusyError);
    expect(() => visitor.frontier).toThrow(LedgerBusyError);
    expect(statSync(readNote(folder)!.socket).mode & 0o077).toBe(0);

    await kill(owner);
    await expect(visitor.status()).rejects.toThrow(LedgerBusyError);
    await visitor.close();
    const next = await openLedger({ location: folder, role: "visitor" });
    expect(next.role).toBe("owner");
    await next.close();
  }, 60_000);

  test("answers visitors of a folder whose path is too long for a socket", async () => {
    const deep = join(folder, "d".repeat(100), "data");
    const owner = startChild("own-until-told.ts", deep);
    await linesOf(owner).next();

    const visitor = await openLedger({ location: deep, role: "visitor" });

    expect((await visitor.status()).logHead).toBe(0);
    await visitor.close();
    await kill(owner);
  });
});
