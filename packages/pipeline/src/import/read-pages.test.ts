import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";

import { afterAll, expect, test } from "vitest";

import { ImportTally } from "./import-report.ts";
import { readPages } from "./read-pages.ts";

const folder = mkdtempSync(join(tmpdir(), "caibian-read-"));
afterAll(() => rmSync(folder, { recursive: true }));

function recordOf(path: string, date: string): string {
  const http = "HTTP/1.1 200 OK\r\nContent-Type: text/html\r\n\r\n<p>sluice</p>";
  const fields = ["WARC/1.1", "WARC-Type: response", `WARC-Target-URI: http://a.test${path}`, `WARC-Date: ${date}`];
  return [...fields, `Content-Length: ${http.length}`, "", `${http}\r\n\r\n`].join("\r\n");
}

test("a page that was fetched in years to come, or before the web, is an error; its neighbours are taken", async () => {
  const file = join(folder, "dates.warc");
  const tomorrow = new Date(Date.now() + 80_000_000).toISOString();
  const dates = ["9999-01-01T00:00:00Z", "2024-05-06T07:08:09Z", "+200000-01-01T00:00:00Z", "0001-01-01", tomorrow];
  writeFileSync(file, dates.map((date, n) => recordOf(`/${n}`, date)).join(""));
  const tally = new ImportTally();

  const pages = [];
  for await (const page of readPages(file, { sinceMs: null, urlPrefix: null }, tally)) pages.push(page);

  expect(pages.map(({ url }) => url)).toEqual(["http://a.test/1", "http://a.test/4"]);
  expect(tally.problems.map(({ code, why }) => [code, why])).toEqual([
    ["E_WARC_HTTP", "its date cannot be: 9999-01-01T00:00:00Z"],
    ["E_WARC_HTTP", "its date cannot be: +200000-01-01T00:00:00Z"],
    ["E_WARC_HTTP", "its date cannot be: 0001-01-01"],
  ]);
});
