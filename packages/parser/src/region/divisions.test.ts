import { expect, test } from "vitest";

import { allDivisions, commonCode, divisionOf, isWithin, pathOf } from "./divisions.ts";
import { ADDED, RETIRED } from "./patches.ts";

test("knows every level, by its code", () => {
  expect(pathOf("320505")).toEqual(["江苏省", "苏州市", "虎丘区"]);
  expect(pathOf("110105")).toEqual(["北京市", "朝阳区"]);
  expect(pathOf("429004")).toEqual(["湖北省", "仙桃市"]);
  expect(pathOf("441900")).toEqual(["广东省", "东莞市"]);
  expect(pathOf("710000")).toEqual(["台湾省"]);
});

test("has no pseudo names and no pseudo codes of the statistics bureau", () => {
  for (const { code, name } of allDivisions().values()) {
    expect(name).not.toMatch(/市辖区|直辖|^县$/);
    expect(code).not.toMatch(/^\d{4}7\d$/);
  }
  expect(divisionOf("320576")).toBeNull();
});

test("knows what is new and what is no more", () => {
  for (const { code, name } of ADDED) expect(divisionOf(code)).toMatchObject({ name, retired: null });
  for (const { code, name, to } of RETIRED) expect(divisionOf(code)).toMatchObject({ name, retired: to });
  for (const { into } of RETIRED.filter((row) => row.into !== null))
    expect(divisionOf(into ?? "")).toMatchObject({ retired: null });
});

test("every county has a province", () => {
  for (const { code } of allDivisions().values()) expect(divisionOf(`${code.slice(0, 2)}0000`)).not.toBeNull();
  expect(allDivisions().size).toBeGreaterThan(3200);
});

test("finds the place that covers others", () => {
  expect(isWithin("320505", "320500")).toBe(true);
  expect(isWithin("320505", "330000")).toBe(false);
  expect(commonCode(["320505", "320583"])).toBe("320500");
  expect(commonCode(["320106", "320302"])).toBe("320000");
  expect(commonCode(["320106", "350102"])).toBeNull();
});
