import { execFile } from "node:child_process";
import { promisify } from "node:util";

import { expect, test } from "vitest";

import { missingPackage } from "./missing-package.ts";

const TELL = `const name = "no-such-client"; import(name).catch(({ code, message }) => console.log(JSON.stringify({ code, message })))`;

test("reads from Node's own error which client library is not installed", async () => {
  // Asked of Node itself: the test runner answers imports in words of its own.
  const { stdout } = await promisify(execFile)(process.execPath, ["--input-type=module", "--eval", TELL]);
  const { code, message } = JSON.parse(stdout) as { readonly code: string; readonly message: string };

  expect(missingPackage(Object.assign(new Error(message), { code }))).toBe("no-such-client");
});

test("takes no other error for a missing library", () => {
  expect(missingPackage(new Error("Cannot find package 'x'"))).toBeNull();
  expect(missingPackage(Object.assign(new Error("x"), { code: "ENOENT" }))).toBeNull();
});
