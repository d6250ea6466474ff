import { expect, test } from "vitest";

import { regionOfHost } from "./portal-hosts.ts";
import { regionOfSite } from "./site-code.ts";

test("reads the region of a government site's code", () => {
  expect(regionOfSite("3406000012", null)).toEqual({ code: "340600", isConfirmed: false });
  expect(regionOfSite("1303000020", "冀公网安备 13030202002230号")).toEqual({ code: "130300", isConfirmed: true });
});

test("trusts neither number of a copied template", () => {
  expect(regionOfSite("3406000012", "陕公网安备 34060002010001号")).toBeNull();
  expect(regionOfSite("3406000012", "苏公网安备 32050502000001号")).toBeNull();
});

test("reads nothing from ministries and junk", () => {
  for (const code of [null, "bm01000001", "28", "", "9999000001"]) expect(regionOfSite(code, null)).toBeNull();
});

test("reads government hosts from a table, not from pinyin", () => {
  expect(regionOfHost("www.suzhou.gov.cn")).toBe("320500");
  expect(regionOfHost("jyj.gz.gov.cn")).toBe("440100");
  expect(regionOfHost("www.nowhere.gov.cn")).toBeNull();
  expect(regionOfHost("suzhou.example.com")).toBeNull();
});
