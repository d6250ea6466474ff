import { once } from "node:events";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { parseStory } from "@caibian/parser";
import { importFiles, openApp, parseConfig, type ImportReport, type ParsePool } from "@caibian/pipeline";
import { needServer, startPostgres } from "@caibian/testkit";
import { describe, expect, test } from "vitest";

const HTML = `<html><head><title>石桥镇水闸完工</title></head><body><h1>石桥镇水闸完工</h1>
<p>2024-05-06 08:00 来源:石桥镇</p><div>${"<p>石桥镇新修的水闸昨天完工,两岸的农田今年不再怕涝。</p>".repeat(8)}</div></body></html>`;

/** A WARC file of one page. */
function writeWarc(file: string): void {
  const http = Buffer.from(`HTTP/1.1 200 OK\r\nContent-Type: text/html; charset=utf-8\r\n\r\n${HTML}`);
  const fields = ["WARC/1.1", "WARC-Type: response", "WARC-Target-URI: http://a.test/1.html"];
  const head = [...fields, "WARC-Date: 2024-05-06T07:08:09Z", `Content-Length: ${http.length}`, "", ""].join("\r\n");
  writeFileSync(file, Buffer.concat([Buffer.from(head), http, Buffer.from("\r\n\r\n")]));
}

/** Parses in this thread, after something has happened. */
const parseAfter = (happening: () => Promise<unknown>): ParsePool => ({
  threads: 1,
  parse: async ({ input, parts = [], options, isComplete }) => {
    await happening();
    return { result: parseStory({ input }, parts, options, isComplete), ms: 0 };
  },
  close: () => Promise.resolve(),
});

/** Ends the connections that hold locks, as a server does that goes down. */
const BREAK = `SELECT pg_terminate_backend(pid) FROM pg_locks WHERE locktype = 'advisory' AND pid <> pg_backend_pid()
  AND database = (SELECT oid FROM pg_database WHERE datname = current_database())`;

describe.runIf(needServer("postgres", "failure: an import that loses its source"))("an import", () => {
  test("commits nothing once its source may be another's, and goes on when it is run again", async () => {
    const postgres = await startPostgres();
    const folder = mkdtempSync(join(tmpdir(), "caibian-lease-"));
    const file = join(folder, "one.warc");
    writeWarc(file);
    const text = JSON.stringify({
      ledger: postgres.url,
      archive: join(folder, "warc"),
      stores: [{ id: "files", type: "jsonl", path: join(folder, "out") }],
      sources: [{ id: "town", start: ["http://a.test/"] }],
    });
    const app = await openApp(parseConfig(text, join(folder, "caibian.yaml"), {}), {
      env: {},
      gatherMs: 0,
      report: () => undefined,
    });
    const importWith = (parsePool: ParsePool): Promise<ImportReport> =>
      importFiles({ ...app, parsePool }, { files: [file], signal: new AbortController().signal });
    // Held over the same connection: it tells when that is seen to be broken.
    const witness = await app.ledger.hosts.take("witness.test");
    const breakConnection = async (): Promise<void> => {
      const isSeen = once(witness!.lost, "abort");
      await app.ledger.sqlPool({ schema: "public" }).query(BREAK);
      await isSeen;
    };

    const broken = importWith(parseAfter(breakConnection));

    await expect(broken).rejects.toMatchObject({ code: "E_LEASE_LOST", where: "town" });
    expect(await app.ledger.articles({ limit: 10 })).toEqual([]);
    const again = await importWith(parseAfter(() => Promise.resolve()));
    expect(again.counts).toMatchObject({ stories: 1, published: 1 });
    await app.close();
    await postgres.stop();
    rmSync(folder, { recursive: true });
  });
});
