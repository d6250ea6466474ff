import { CaibianError } from "@caibian/schema";
import fc from "fast-check";
import { expect, test } from "vitest";

import { isLocalName, isPublic, readAddress } from "./address.ts";
import { readAllowList } from "./allow-list.ts";

const address = (text: string) => readAddress(text)!;

test("an entry without a port allows every port, with one only that", () => {
  const list = readAllowList(["a.test", "b.test:80", "127.0.0.1:8080", "10.0.0.0/8", "[::1]:80", "fd00::/8", "::2"]);

  expect(list.host("A.test.", 9)).toBe(true);
  expect([list.host("b.test", 80), list.host("b.test", 81)]).toEqual([true, false]);
  expect([list.address(address("127.0.0.1"), 8080), list.address(address("127.0.0.1"), 80)]).toEqual([true, false]);
  expect([list.address(address("10.9.8.7"), 1), list.address(address("11.0.0.1"), 1)]).toEqual([true, false]);
  expect([list.address(address("::1"), 80), list.address(address("::1"), 81)]).toEqual([true, false]);
  expect([list.address(address("fd12::1"), 5), list.address(address("::2"), 5)]).toEqual([true, true]);
  expect(list.address(address("::ffff:10.0.0.1"), 5)).toBe(true);
});

test.each(["", "10.0.0.0/99", "a b", "http://a.test", "[::1"])("%j is a config error", (entry) => {
  expect(() => readAllowList([entry])).toThrow(expect.objectContaining({ exitCode: 3 }));
});

test.each(["8.8.8.8", "114.114.114.114", "2400:3200::1", "::ffff:8.8.8.8"])("%s is public", (text) => {
  expect(isPublic(address(text))).toBe(true);
});

test.each(["64:ff9b::7f00:1", "2002:7f00:1::", "::127.0.0.1", "192.0.0.192", "198.18.0.1", "fe80::1", "100.64.0.1"])(
  "%s is not public",
  (text) => {
    expect(isPublic(address(text))).toBe(false);
  },
);

test("names of this network are known without asking DNS", () => {
  expect(["localhost", "x.localhost.", "metadata.google.internal", "printer.local"].every(isLocalName)).toBe(true);
  expect(["localnews.cn", "www.internal-news.cn"].some(isLocalName)).toBe(false);
});

test("any text is an address, a name or a config error, never another error", () => {
  fc.assert(
    fc.property(fc.string(), (text) => {
      readAddress(text);
      let code = "E_ALLOW";
      try {
        readAllowList([text]);
      } catch (error) {
        code = error instanceof CaibianError ? error.code : "another";
      }
      expect(code).toBe("E_ALLOW");
    }),
  );
});
