import { execFile } from "node:child_process";
import { createHash } from "node:crypto";
import { createReadStream } from "node:fs";
import {
  copyFile,
  mkdtemp,
  open,
  readdir,
  readFile,
  rm,
  stat,
  utimes,
  writeFile,
  type FileHandle,
} from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { promisify } from "node:util";
import { gunzipSync } from "node:zlib";

import { toBeijing, type WarcPosition } from "@caibian/schema";
import fc from "fast-check";
import { afterEach, beforeEach, describe, expect, test, vi } from "vitest";
import { WARCParser } from "warcio";

import { WarcError } from "../warc/errors.ts";
import { readWarc } from "../warc/read-warc.ts";
import { openArchive, type Archive } from "./archive.ts";
import { eraseRecords } from "./erase-records.ts";
import { ArchiveError, ErasedPageError } from "./errors.ts";
import type { ArchivedPage } from "./record.ts";

const run = promisify(execFile);
const DAY = "2026-06-07T16:05:02+08:00";
let folder: string;
let archive: Archive;

beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), "caibian-erase-"));
  archive = await openArchive(folder);
});
afterEach(async () => {
  vi.restoreAllMocks();
  await archive.close();
  await rm(folder, { recursive: true });
});

function pageOf(n: number, body: Uint8Array = Buffer.from(`第${n}页的正文`)): ArchivedPage {
  const url = `http://a.test/${n}.html`;
  const sha256 = createHash("sha256").update(body).digest("hex");
  return { url, finalUrl: url, status: 200, headers: {}, bytes: body, fetchedAt: DAY, sha256 };
}

async function archivePages(count: number): Promise<readonly WarcPosition[]> {
  const positions = [];
  for (let n = 0; n < count; n++) positions.push(await archive.append(pageOf(n)));
  await archive.flush();
  return positions;
}

test("a file is as old afterwards as it was", async () => {
  const [position] = await archivePages(2);
  const path = join(folder, position!.file);
  await utimes(path, new Date("2026-01-02T12:00:00Z"), new Date("2026-01-02T12:00:00Z"));

  expect(await eraseRecords(folder, [position!])).toMatchObject({ erased: [position] });

  expect((await stat(path)).mtime.toISOString()).toBe("2026-01-02T12:00:00.000Z");
});

/** Every record of the one file, by its offset; trouble is its code. */
async function walk(file: string): Promise<Map<number, string>> {
  const seen = new Map<number, string>();
  for await (const item of readWarc(join(folder, file))) {
    const text =
      item instanceof WarcError
        ? item.code
        : `${item.type} ${item.fields["warc-target-uri"] ?? ""} ${item.block.toString()}`;
    seen.set(item.offset, text);
  }
  return seen;
}

/** The records at all other offsets. */
function others(
  records: ReadonlyMap<number, string>,
  gone: readonly WarcPosition[],
): readonly (readonly [number, string])[] {
  return [...records].filter(([offset]) => !gone.some((one) => one.offset === offset));
}

describe("erasing raw pages", () => {
  test("overwrites exactly those, and every other record lies where it lay", async () => {
    const [first, second, third] = await archivePages(3);
    const { file } = first!;
    const before = await walk(file);

    expect(await eraseRecords(folder, [second!])).toEqual({ erased: [second], absent: [], foreign: [], damaged: [] });

    const after = await walk(file);
    expect([...after.keys()]).toEqual([...before.keys()]);
    expect(after.get(second!.offset)).toBe("metadata http://a.test/1.html removed: on request\r\n");
    expect(others(after, [second!])).toEqual(others(before, [second!]));
    expect(gunzipSync(await readFile(join(folder, file))).includes("第1页")).toBe(false);
    expect(await archive.read(third!)).toMatchObject({ url: "http://a.test/2.html" });
    await expect(archive.read(second!)).rejects.toThrow(ErasedPageError);
  });

  test("gzip and warcio take the file as before", async () => {
    const [first, , third] = await archivePages(4);
    await eraseRecords(folder, [first!, third!]);

    const path = join(folder, first!.file);
    await run("gzip", ["-t", path]);
    const seen = [];
    for await (const record of new WARCParser(createReadStream(path)))
      seen.push([record.warcType, record.warcTargetURI, Buffer.from(await record.readFully(false)).toString()]);
    expect(seen.slice(1).map(([type]) => type)).toEqual(["metadata", "response", "metadata", "response"]);
    expect(seen[1]).toEqual(["metadata", "http://a.test/0.html", "removed: on request\r\n"]);
    expect(seen[4]?.[1]).toBe("http://a.test/3.html");
  });

  test("does so beside a writer that goes on with the same file", async () => {
    const [first] = await archivePages(2);
    const waiting = archive.append(pageOf(7));

    await eraseRecords(folder, [first!]);
    await archive.append(pageOf(8));
    await archive.flush();

    expect(await archive.read(await waiting)).toMatchObject({ url: "http://a.test/7.html" });
    expect([...(await walk(first!.file)).values()].map((text) => text.split(" ")[0])).toEqual([
      "warcinfo",
      "metadata",
      "response",
      "response",
      "response",
    ]);
  });

  test("tells what is not there, what is no page, what is not ours, and what has no end", async () => {
    const [first, second] = await archivePages(2);
    await archive.close();
    const path = join(folder, first!.file);
    const bytes = await readFile(path);
    const torn = first!.file.replace(/-1\.warc/, "-2.warc");
    await writeFile(join(folder, torn), bytes.subarray(0, second!.offset + 30));
    await writeFile(join(folder, "CC-NEWS.warc.gz"), bytes);

    const absent = [
      { file: first!.file.replace("-1.warc", "-9.warc"), offset: 0 },
      { file: first!.file, offset: 0 },
      { file: first!.file, offset: bytes.length },
    ];
    const foreign = [
      { file: "CC-NEWS.warc.gz", offset: second!.offset },
      { file: `../${first!.file}`, offset: second!.offset },
    ];
    const damaged = [{ file: torn, offset: second!.offset }];

    expect(await eraseRecords(folder, [...absent, ...foreign, ...damaged])).toEqual({
      erased: [],
      absent,
      foreign,
      damaged,
    });
    expect((await readFile(path)).equals(bytes)).toBe(true);
    expect(await readFile(join(folder, "CC-NEWS.warc.gz"))).toEqual(bytes);
  });

  test("several at once do each other no harm", async () => {
    const positions = await archivePages(30);
    const { file } = positions[0]!;
    const before = await walk(file);
    const going = positions.slice(5, 25);

    const erasures = await Promise.all(
      [going, going.toReversed(), going.slice(8), going.slice(0, 12)].map((some) => eraseRecords(folder, some)),
    );

    expect(erasures.map(({ erased }) => erased.length)).toEqual([20, 20, 12, 12]);
    expect(others(await walk(file), going)).toEqual(others(before, going));
    expect((await walk(file)).size).toBe(before.size);
    expect(await readdir(folder)).toEqual([file]);
  });

  test("twice writes nothing the second time; a position named twice is one", async () => {
    const [first] = await archivePages(1);
    expect((await eraseRecords(folder, [first!, { ...first! }])).erased).toEqual([first]);
    const write = vi.spyOn(await prototypeOfHandles(), "write");

    expect((await eraseRecords(folder, [first!])).erased).toEqual([first]);

    expect(write).not.toHaveBeenCalled();
  });

  test("the smallest page that we write has room for it", async () => {
    const url = "http://a.cn/";
    const at = await archive.append({ ...pageOf(0, new Uint8Array()), url, finalUrl: url, status: 404 });
    await archive.flush();

    expect((await eraseRecords(folder, [at])).erased).toEqual([at]);
  });

  test("any pages, any of them", async () => {
    const name = fc.stringMatching(/^x-[a-z]{1,8}$/);
    const aPage = fc.record({
      body: fc.oneof(
        fc.uint8Array({ maxLength: 3000 }),
        fc.integer({ min: 1, max: 300_000 }).map((size) => Buffer.alloc(size, "新城区图书馆")),
        fc
          .integer({ min: 1, max: 300_000 })
          .map((size) => Buffer.from(Array.from({ length: size }, (_, i) => (i * i * 31) >> 3))),
      ),
      headers: fc.dictionary(
        name,
        fc.string({ maxLength: 40 }).map((text) => text.replaceAll(/[\p{Cc}\s]+/gu, "")),
      ),
      url: fc.webUrl({ withQueryParameters: true }),
      seconds: fc.integer({ min: 0, max: 4_000_000_000 }),
      goes: fc.boolean(),
    });
    await fc.assert(
      fc.asyncProperty(fc.array(aPage, { minLength: 1, maxLength: 6 }), async (pages) => {
        const kept = await openArchive(folder);
        const positions = [];
        for (const { body, headers, url, seconds } of pages)
          positions.push(
            await kept.append({
              ...pageOf(0, body),
              headers,
              url,
              finalUrl: url,
              fetchedAt: toBeijing(seconds * 1000),
            }),
          );
        await kept.close();
        const file = positions[0]!.file;
        const before = await walk(file);
        const going = positions.filter((_, i) => pages[i]!.goes);

        expect((await eraseRecords(folder, going)).erased).toEqual(going);

        const after = await walk(file);
        expect([...after.keys()]).toEqual([...before.keys()]);
        expect(others(after, going)).toEqual(others(before, going));
        for (const { offset } of going) expect(after.get(offset)).toMatch(/^metadata .* removed: on request\r\n$/);
        await rm(join(folder, file));
      }),
      { numRuns: 40 },
    );
  });
});

async function prototypeOfHandles(): Promise<FileHandle> {
  const handle = await open(folder, "r");
  await handle.close();
  return Object.getPrototypeOf(handle) as FileHandle;
}

describe("cut off at any step", () => {
  test("the next run brings it to its end, and no other record is harmed at any time", async () => {
    const noise = Buffer.from(Array.from({ length: 40_000 }, (_, i) => (i * i * 31) >> 3));
    const positions = [];
    for (let n = 0; n < 5; n++) positions.push(await archive.append(pageOf(n, n % 2 === 0 ? noise : undefined)));
    await archive.close();
    const [, second, third] = positions;
    const going = [second!, third!];
    const { file } = second!;
    const path = join(folder, file);
    const untouched = `${path}.copy`;
    await copyFile(path, untouched);
    const before = await walk(file);

    let cuts = 0;
    for (let isWhole = false; !isWhole; cuts++) {
      await copyFile(untouched, path);
      isWhole = await dieAt(cuts, () => eraseRecords(folder, going));
      expect(others(await walk(file), going)).toEqual(others(before, going));

      expect((await eraseRecords(folder, going)).erased).toHaveLength(2);
      expect(others(await walk(file), going)).toEqual(others(before, going));
      expect([...(await walk(file)).values()].filter((text) => text.startsWith("metadata"))).toHaveLength(2);
      expect((await readdir(folder)).filter((name) => name.endsWith(".json"))).toEqual([]);
    }
    // Cut at the journal's two fsyncs, at two records and at the file's fsync; then not at all.
    expect(cuts).toBe(6);
  });

  type Step = (this: unknown, ...args: unknown[]) => Promise<unknown>;

  /** Lets so many writes and fsyncs through, does half of the next one, and no more; true when none was left to stop. */
  async function dieAt(steps: number, work: () => Promise<unknown>): Promise<boolean> {
    const handles = await prototypeOfHandles();
    const names = ["write", "datasync", "sync"] as const;
    const real = new Map(names.map((name) => [name, Reflect.get(handles, name) as Step]));
    let left = steps;
    for (const [name, step] of real) {
      const dying: Step = async function (...args) {
        if (left-- > 0) return Reflect.apply(step, this, args);
        const [bytes, from, length, at] = args;
        if (name === "write" && left === -1) await Reflect.apply(step, this, [bytes, from, Number(length) >> 1, at]);
        throw new Error("killed");
      };
      Reflect.set(handles, name, dying);
    }
    try {
      await work();
      return true;
    } catch (error) {
      if (error instanceof ArchiveError && error.why === "killed") return false;
      throw error;
    } finally {
      for (const [name, step] of real) Reflect.set(handles, name, step);
    }
  }
});
