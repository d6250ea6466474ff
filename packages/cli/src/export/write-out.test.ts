import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { gunzipSync } from "node:zlib";
import { afterEach, beforeEach, expect, test } from "vitest";

import { writeOut } from "./write-out.ts";

let folder = "";
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), "caibian-out-"));
});
afterEach(() => {
  rmSync(folder, { recursive: true });
});
const never = new AbortController().signal;

async function* linesUpTo(count: number, end?: () => void): AsyncGenerator<string> {
  for (let n = 0; n < count; n++) yield await Promise.resolve(`${String(n)} 防汛\n`);
  end?.();
}

test("a file is there whole, packed where its name says so", async () => {
  const [plain, packed] = ["a.txt", "a.txt.gz"].map((name) => join(folder, name));

  await writeOut(plain ?? "", linesUpTo(20_000), never);
  await writeOut(packed ?? "", linesUpTo(20_000), never);

  const text = readFileSync(plain ?? "", "utf8");
  expect(text.split("\n")).toHaveLength(20_001);
  expect(gunzipSync(readFileSync(packed ?? "")).toString("utf8")).toBe(text);
  expect(readdirSync(folder)).toHaveLength(2);
});

test.each(["a.txt", "a.txt.gz"])("an interrupted or failed %s leaves what was there", async (name) => {
  const file = join(folder, name);
  writeFileSync(file, "as it was");
  const interrupt = new AbortController();
  const failed = new Error("the ledger hung up");

  const endless = linesUpTo(Number.POSITIVE_INFINITY);
  const writing = writeOut(file, endless, interrupt.signal);
  setImmediate(() => interrupt.abort());
  await expect(writing).rejects.toMatchObject({ name: "AbortError" });
  const failing = linesUpTo(100, () => {
    throw failed;
  });
  await expect(writeOut(file, failing, never)).rejects.toBe(failed);

  expect(readFileSync(file, "utf8")).toBe("as it was");
  expect(readdirSync(folder)).toEqual([name]);
});

test("a folder that is not there is the caller's mistake", async () => {
  const file = join(folder, "none", "a.txt");

  await expect(writeOut(file, linesUpTo(1), never)).rejects.toMatchObject({ code: "E_OUTPUT", exitCode: 2 });
});
