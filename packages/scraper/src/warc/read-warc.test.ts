import { readdirSync } from "node:fs";
import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { gzipSync } from "node:zlib";

import fc from "fast-check";
import { afterAll, beforeAll, describe, expect, test } from "vitest";

import { sharedFile } from "../shared.test-data.ts";
import { WarcError } from "./errors.ts";
import { readRecordAt, readWarc } from "./read-warc.ts";

let folder: string;
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), "caibian-read-warc-"));
});
afterAll(() => rm(folder, { recursive: true }));

function record(
  n: number,
  block = `第${n}页的正文`,
  over: { length?: number; version?: string; type?: string } = {},
): Buffer {
  const bytes = Buffer.from(block);
  const head = [
    over.version ?? "WARC/1.0",
    `WARC-Type: ${over.type ?? "resource"}`,
    `WARC-Target-URI: http://a.test/${n}`,
    `Content-Length: ${over.length ?? bytes.length}`,
  ];
  return Buffer.concat([Buffer.from(`${head.join("\r\n")}\r\n\r\n`), bytes, Buffer.from("\r\n\r\n")]);
}

/** What a file reads as: numbers of its records, and codes of what is no record. */
async function read(...parts: readonly (Buffer | string)[]): Promise<readonly (number | string)[]> {
  const path = join(folder, "case.warc");
  await writeFile(path, Buffer.concat(parts.map((part) => Buffer.from(part))));
  const seen: (number | string)[] = [];
  for await (const item of readWarc(path)) {
    if (item instanceof WarcError) seen.push(`${item.code}@${item.offset}`);
    else seen.push(Number(/\d+$/.exec(item.fields["warc-target-uri"] ?? "")?.[0]));
  }
  return seen;
}

describe("reads every record", () => {
  test("of a plain file, of members, and of one member for all", async () => {
    const records = [1, 2, 3].map((n) => record(n));

    expect(await read(...records)).toEqual([1, 2, 3]);
    expect(await read(...records.map((one) => gzipSync(one)))).toEqual([1, 2, 3]);
    expect(await read(gzipSync(Buffer.concat(records)))).toEqual([1, 2, 3]);
  });

  test("of versions 0.17 to 1.1, with line ends of LF alone, folded fields and empty lines between", async () => {
    const versions = ["WARC/0.17", "WARC/0.18", "WARC/1.0", "WARC/1.1"].map((version, n) =>
      record(n, "x", { version }),
    );
    const plain = "WARC/1.0\nWARC-Type: resource\nWARC-Target-URI:\n http://a.test/9\nContent-Length: 1\n\nx\n\n\n";

    expect(await read(...versions, plain, record(5))).toEqual([0, 1, 2, 3, 9, 5]);
  });

  test("with a text as a file name in the gzip header", async () => {
    const member = gzipSync(record(1));
    member[3] = 8;

    expect(await read(member.subarray(0, 10), "a.warc\0", member.subarray(10), gzipSync(record(2)))).toEqual([1, 2]);
  });

  test("larger than a chunk, block and all", async () => {
    const large = Buffer.alloc(3_000_000, "浙江").toString();

    expect(await read(record(1, large), record(2))).toEqual([1, 2]);
    expect(await read(gzipSync(record(1, large)), gzipSync(record(2)))).toEqual([1, 2]);
  });

  test("at an offset, for the ledger's positions", async () => {
    const path = join(folder, "at.warc.gz");
    const [first, second] = [gzipSync(record(1)), gzipSync(record(2))];
    await writeFile(path, Buffer.concat([first, second]));

    expect((await readRecordAt(path, first.length)).fields["warc-target-uri"]).toBe("http://a.test/2");
    await expect(readRecordAt(path, 3)).rejects.toThrow(WarcError);
    await expect(readRecordAt(path, 1_000_000)).rejects.toThrow(WarcError);
  });
});

describe("what is broken is an error with its offset, and the rest is read", () => {
  const one = record(1);
  const zip = (n: number): Buffer => gzipSync(record(n));

  test("a length too short or too long", async () => {
    expect(await read(record(1, "x".repeat(90), { length: 80 }), record(2))).toEqual(["E_WARC_LENGTH@0", 2]);
    expect(await read(one, record(2, "x", { length: 40 }), record(3), record(4))).toEqual([
      1,
      `E_WARC_LENGTH@${one.length}`,
      3,
      4,
    ]);
    expect(await read(record(1, "x", { length: 9e9 }), record(2))).toEqual(["E_WARC_CUT@0", 2]);
    expect(await read(gzipSync(record(1, "x", { length: 9e9 })), zip(2))).toEqual(["E_WARC_CUT@0", 2]);
  });

  test("no length, a head without an end, another format", async () => {
    expect(await read("WARC/1.0\r\nWARC-Type: resource\r\n\r\n", one)).toEqual(["E_WARC_HEAD@0", 1]);
    expect(await read(`WARC/1.0\r\n${"a: b\r\n".repeat(20_000)}`, one)).toEqual(["E_WARC_HEAD@0", 1]);
    expect(await read("WARC/1.0\r\nWARC-Type: resource")).toEqual(["E_WARC_HEAD@0"]);
    expect(await read("<html>\nWARC/x\n</html>")).toEqual(["E_WARC_FORMAT@0", "E_WARC_HEAD@7"]);
    expect(await read("")).toEqual([]);
  });

  test("a record past the bound", async () => {
    const large = record(1, "x".repeat(33 * 1024 * 1024));

    expect(await read(large, record(2))).toEqual(["E_WARC_TOO_LARGE@0", 2]);
    expect(await read(gzipSync(large), zip(2))).toEqual(["E_WARC_TOO_LARGE@0", 2]);
  });

  test("a file cut off anywhere gives the records before", async () => {
    const whole = Buffer.concat([zip(1), zip(2), zip(3)]);
    const end = zip(1).length + zip(2).length;

    for (const cut of [3, 20, zip(3).length - 3])
      expect(await read(whole.subarray(0, end + cut)), String(cut)).toEqual([1, 2, expect.stringMatching(/@/)]);
    expect(await read(one, record(2).subarray(0, -6))).toEqual([1, `E_WARC_CUT@${one.length}`]);
  });

  test("a damaged member, a wrong checksum, bytes between members", async () => {
    const damaged = zip(2);
    damaged.fill(0xff, 30, 40);
    const summed = zip(2);
    summed[summed.length - 6]! ^= 1;
    const second = zip(1).length;

    expect(await read(zip(1), damaged, zip(3))).toEqual([1, `E_WARC_GZIP@${second}`, 3]);
    expect(await read(zip(1), summed, zip(3))).toEqual([1, `E_WARC_GZIP@${second}`, 3]);
    expect(await read(zip(1), Buffer.alloc(300_000, 7), zip(3))).toEqual([1, `E_WARC_FORMAT@${second}`, 3]);
  });

  test("a file of errors is given up", async () => {
    const seen = await read(
      ..."x"
        .repeat(2000)
        .split("")
        .map(() => "WARC/1.0\n\n"),
    );

    expect(seen.length).toBe(1001);
  });
});

test("any bytes after a record end in values, never in a throw", async () => {
  await fc.assert(
    fc.asyncProperty(fc.uint8Array({ maxLength: 2000 }), fc.boolean(), async (bytes, isZipped) => {
      const [first] = await read(isZipped ? gzipSync(record(1)) : record(1), Buffer.from(bytes));

      expect([1, "E_WARC_LENGTH@0"]).toContain(first);
    }),
    { numRuns: 200 },
  );
});

test("every record of warcio's samples is read, the one with a wrong length is an error", async () => {
  const samples = sharedFile("conformance/warcio-samples");
  if (samples === null) return;

  const counts: Record<string, number> = {};
  const errors: string[] = [];
  for (const name of readdirSync(samples).filter((file) => file.includes(".warc"))) {
    counts[name] = 0;
    for await (const item of readWarc(join(samples, name))) {
      if (item instanceof WarcError) errors.push(`${name}: ${item.code}@${item.offset}`);
      else counts[name]++;
    }
  }

  expect(errors).toEqual(["example-bad-length.warc: E_WARC_LENGTH@1197"]);
  expect(counts).toEqual({
    "example-bad-length.warc": 5,
    "example-iana.org-chunked.warc": 3,
    "example-resource.warc.gz": 1,
    "example-url-agnostic-revisit.warc.gz": 2,
    "example-wget-bad-target-uri.warc.gz": 6,
    "example.warc": 7,
    "example.warc.gz": 6,
    "post-test-more.warc": 6,
    "post-test.warc.gz": 6,
    "redirect.warc": 2,
  });
});
