import { createHash } from "node:crypto";
import { createReadStream } from "node:fs";
import { appendFile, mkdtemp, readdir, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";

import fc from "fast-check";
import { afterEach, beforeEach, expect, test } from "vitest";
import { WARCParser } from "warcio";

import { toBeijing } from "@caibian/schema";

import { openArchive } from "./archive.ts";
import type { ArchivedPage } from "./record.ts";

const bytes = Buffer.from("<h1>苏州高新区</h1>".repeat(500));
const page: ArchivedPage = {
  url: "http://a.test/1.html",
  finalUrl: "http://a.test/1.html",
  status: 200,
  headers: { "content-type": "text/html", "content-encoding": "gzip", "x-list": "a, b" },
  bytes,
  fetchedAt: "2026-06-07T16:05:02+08:00",
  sha256: createHash("sha256").update(bytes).digest("hex"),
};
let folder: string;

beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), "caibian-warc-"));
});
afterEach(() => rm(folder, { recursive: true }));

test("gives back what was put in, from any position", async () => {
  const archive = await openArchive(folder);

  const positions = await Promise.all(
    [1, 2, 3].map((n) => archive.append({ ...page, url: `http://a.test/?${n}`, status: n === 3 ? 404 : 200 })),
  );
  await archive.flush();

  const read = await archive.read(positions[1]!);
  expect(read).toMatchObject({
    url: "http://a.test/?2",
    finalUrl: page.finalUrl,
    fetchedAt: page.fetchedAt,
    status: 200,
  });
  expect(read.headers).toMatchObject({ "content-type": "text/html", "x-list": "a, b" });
  expect(Buffer.from(read.bytes).equals(bytes)).toBe(true);
  expect(await archive.read(positions[2]!)).toMatchObject({ status: 404 });
  await archive.close();
});

test("warcio reads the file: types, URLs, digest, HTTP status and payload", async () => {
  const archive = await openArchive(folder);
  await archive.append(page);
  await archive.append({ ...page, finalUrl: "http://a.test/2.html" });
  await archive.close();

  const [name] = await readdir(folder);
  const seen = [];
  const digests = [];
  for await (const record of new WARCParser(createReadStream(join(folder, name!)))) {
    const payload = await record.readFully(true);
    seen.push([record.warcType, record.warcTargetURI, record.httpHeaders?.statusCode, payload.length]);
    digests.push(record.warcPayloadDigest);
  }

  expect(seen.slice(1)).toEqual([
    ["response", "http://a.test/1.html", 200, bytes.length],
    ["response", "http://a.test/2.html", 200, bytes.length],
  ]);
  expect(seen[0]?.[0]).toBe("warcinfo");
  expect(digests.slice(1)).toEqual([`sha256:${page.sha256}`, `sha256:${page.sha256}`]);
});

test("warcio reads a revisit: what it refers to, its profile, the answer's status", async () => {
  const archive = await openArchive(folder);
  const original = { url: page.finalUrl, fetchedAt: page.fetchedAt };
  const look = { finalUrl: page.finalUrl, headers: { etag: '"1"' }, fetchedAt: "2026-06-08T16:05:02+08:00" };
  await archive.appendRevisit({ ...look, status: 304, sha256: page.sha256, original });
  await archive.appendRevisit({ ...look, status: 200, sha256: page.sha256, original });
  await archive.appendRevisit({ ...look, status: 304, sha256: null, original: null });
  await archive.close();

  const [name] = await readdir(folder);
  const seen = [];
  for await (const record of new WARCParser(createReadStream(join(folder, name!)))) {
    await record.readFully(true);
    const { headers } = record.warcHeaders;
    const named = ["WARC-Profile", "WARC-Refers-To-Target-URI", "WARC-Refers-To-Date", "WARC-Payload-Digest"];
    seen.push([record.warcType, record.httpHeaders?.statusCode, ...named.map((field) => headers.get(field))]);
  }

  const [date, digest] = ["2026-06-07T08:05:02Z", `sha256:${page.sha256}`];
  const profile = "http://netpreserve.org/warc/1.1/revisit";
  expect(seen.slice(1)).toEqual([
    ["revisit", 304, `${profile}/server-not-modified`, page.finalUrl, date, digest],
    ["revisit", 200, `${profile}/identical-payload-digest`, page.finalUrl, date, digest],
    ["revisit", 304, `${profile}/server-not-modified`, null, null, null],
  ]);
});

test("any page that is written is read as it was", async () => {
  const archive = await openArchive(folder);
  const value = fc.string({ unit: "grapheme-composite" }).map((text) => text.replaceAll(/[\p{Cc}\s]+/gu, " ").trim());
  const name = fc.stringMatching(/^x-[a-z]{1,8}$/);
  await fc.assert(
    fc.asyncProperty(
      fc.uint8Array({ maxLength: 5000 }),
      fc.dictionary(name, value),
      fc.webUrl({ withQueryParameters: true }),
      fc.constantFrom(200, 203, 404, 410),
      fc.integer({ min: 0, max: 4_000_000_000 }),
      async (body, headers, finalUrl, status, seconds) => {
        const written = { ...page, bytes: body, headers, finalUrl, status, fetchedAt: toBeijing(seconds * 1000) };

        const { "content-length": length, ...kept } = (await archive.read(await archive.append(written))).headers;
        const read = await archive.read(await archive.append(written));

        expect(kept).toEqual({ ...headers });
        expect(length).toBe(String(body.length));
        expect(read).toMatchObject({ url: page.url, finalUrl, status, fetchedAt: written.fetchedAt });
        expect(Buffer.from(read.bytes).equals(Buffer.from(body))).toBe(true);
      },
    ),
  );
  await archive.close();
});

test("two writers share a folder, and a torn tail of one harms nobody", async () => {
  const first = await openArchive(folder);
  const kept = await first.append(page);
  await first.flush();
  await appendFile(join(folder, kept.file), Buffer.from([0x1f, 0x8b, 8, 0, 0]));

  const second = await openArchive(folder);
  const other = await second.append(page);

  expect(other.file).not.toBe(kept.file);
  expect(await second.read(kept)).toMatchObject({ status: 200 });
  await Promise.all([first.close(), second.close()]);
});

test("begins another file past the bound", async () => {
  const archive = await openArchive(folder, { maxFileBytes: 300 });

  const positions = [await archive.append(page), await archive.append(page)];

  expect(new Set(positions.map(({ file }) => file)).size).toBe(2);
  await archive.close();
});

test("an idle archive leaves no file", async () => {
  const archive = await openArchive(folder);
  await archive.flush();
  await archive.close();

  expect(await readdir(folder)).toEqual([]);
});

test("what is not there, is cut off or leads out of the folder is a typed error", async () => {
  const archive = await openArchive(folder);
  const position = await archive.append(page);
  await archive.flush();

  for (const bad of [
    { ...position, offset: position.offset + 5 },
    { file: "none.warc.gz", offset: 0 },
    { file: "../../etc/passwd", offset: 0 },
  ])
    await expect(archive.read(bad)).rejects.toMatchObject({ code: "E_WARC_RECORD" });
  await archive.close();
});

test("a folder that cannot be made ends in a disk error", async () => {
  await expect(openArchive("/dev/null/warc")).rejects.toMatchObject({ code: "E_ARCHIVE", exitCode: 5 });
});
