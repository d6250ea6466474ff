import type { Dateline } from "@caibian/schema";
import { describe, expect, test } from "vitest";

import { findRegion, type RegionEvidence } from "./region.ts";

const NOTHING: RegionEvidence = {
  sourceName: null,
  title: "",
  dateline: null,
  lead: "",
  text: "",
  language: "zh-Hans",
  declared: null,
  site: { host: null, name: null, icp: null, police: null, siteCode: null },
};
const BEIJING_WIRE: Dateline = { agency: "新华社", place: "北京", raw: "新华社北京6月7日电" };

test("follows the source, and names the zone that it is", () => {
  expect(findRegion({ ...NOTHING, sourceName: "苏州高新区" })).toEqual({
    code: "320505",
    name: "虎丘区",
    zone: "苏州高新区",
    path: ["江苏省", "苏州市", "虎丘区"],
    basis: ["source"],
    confidence: 0.85,
  });
});

test("goes down from the paper's province to the county of the title", () => {
  const region = findRegion({ ...NOTHING, sourceName: "浙江日报", title: "德清县的一天" });

  expect(region).toMatchObject({ code: "330521", basis: ["source", "title"] });
  expect(region?.confidence).toBeGreaterThan(0.7);
});

test("gives a declared code its name and its path", () => {
  expect(findRegion({ ...NOTHING, declared: "320505" })).toMatchObject({
    name: "虎丘区",
    path: ["江苏省", "苏州市", "虎丘区"],
    basis: ["profile"],
    confidence: 0.6,
  });
  expect(findRegion({ ...NOTHING, declared: "330103" })).toMatchObject({ name: "下城区" });
  expect(findRegion({ ...NOTHING, declared: "999999" })).toMatchObject({ code: "999999", path: [] });
});

describe("a shared name", () => {
  const title = "鼓楼区今日举办读书会";

  test("is no region by itself", () => {
    expect(findRegion({ ...NOTHING, title })).toBeNull();
  });

  test.each([
    [{ sourceName: "福州日报" }, "350102"],
    [{ declared: "320300" }, "320302"],
    [{ text: `${"读书".repeat(130)}徐州的读者来到现场。` }, "320302"],
    [{ lead: "开封的读者来到现场。" }, "410204"],
    [{ site: { ...NOTHING.site, siteCode: "3201000012" } }, "320106"],
  ] as const)("is resolved by a second piece of evidence: %o", (more, code) => {
    expect(findRegion({ ...NOTHING, title, ...more })).toMatchObject({ code });
  });

  test("is its province where all that is known lies in one", () => {
    expect(findRegion({ ...NOTHING, title, sourceName: "江苏经济报" })).toMatchObject({ code: "320000" });
  });
});

test("cities side by side are no region, their province is", () => {
  expect(findRegion({ ...NOTHING, title: "苏州、无锡、常州同时开工" })).toMatchObject({ code: "320000" });
  expect(findRegion({ ...NOTHING, title: "苏州与宁波签约" })).toBeNull();
  expect(findRegion({ ...NOTHING, lead: "北京、天津、河北今日签约，随后在北京举行座谈。" })).toBeNull();
});

test("where it was filed is weak, and from the capital it says nothing", () => {
  const lead = "新华社北京6月7日电 有关部门发布通知。";
  expect(findRegion({ ...NOTHING, dateline: BEIJING_WIRE, lead })).toBeNull();

  const local = { ...NOTHING, dateline: { agency: "新华社", place: "南京", raw: "新华社南京6月7日电" } };
  expect(findRegion(local)?.confidence).toBeLessThan(0.4);
  expect(findRegion({ ...local, title: "昆山市民有了新图书馆" })).toMatchObject({ code: "320583" });
});

test("a copied template speaks for nothing", () => {
  const site = { ...NOTHING.site, name: "齐齐哈尔市人民政府", siteCode: "5001070012" };

  expect(findRegion({ ...NOTHING, site })).toBeNull();
});

test("the story's place beats the site's", () => {
  const site = { ...NOTHING.site, name: "苏州市人民政府", siteCode: "3205000012" };

  expect(findRegion({ ...NOTHING, site, title: "南京市召开新闻发布会", lead: "南京市今日发布……" })).toMatchObject({
    code: "320100",
  });
});

test("reads traditional characters", () => {
  expect(
    findRegion({ ...NOTHING, language: "zh-Hant", sourceName: "無錫日報", title: "無錫濱湖區開放新館" }),
  ).toMatchObject({ code: "320211", basis: ["source", "title"] });
});

test("what only the body names is no region", () => {
  expect(findRegion({ ...NOTHING, text: `${"读书".repeat(130)}徐州的读者来到现场。` })).toBeNull();
});

test("a filing number is no evidence", () => {
  expect(findRegion({ ...NOTHING, site: { ...NOTHING.site, icp: "粤ICP备18000000号-41" } })).toBeNull();
});

test("looks for no place of the table on a Japanese page", () => {
  expect(
    findRegion({ ...NOTHING, language: "ja", lead: "湖北市は四日、図書館の開館時間を延長すると発表した。" }),
  ).toBeNull();
});
