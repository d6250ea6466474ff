import fc from "fast-check";
import { describe, expect, test } from "vitest";

import { divisionOf, pathOf } from "./divisions.ts";
import { findPlaces, type TextStart } from "./find-places.ts";

function read(text: string, start?: TextStart): string[] {
  return findPlaces(text, start).map(({ codes, zone }) => {
    const names = codes.map((code) => pathOf(code).join("/")).join("|");
    return zone === null ? names : `${names}[${zone}]`;
  });
}

describe("reads", () => {
  test.each([
    ["江苏省苏州市虎丘区狮山街道", ["江苏省/苏州市/虎丘区"]],
    ["苏州昆山今起试点", ["江苏省/苏州市/昆山市"]],
    ["海南海口、广东中山", ["海南省/海口市", "广东省/中山市"]],
    ["恩施州与黔东南", ["湖北省/恩施土家族苗族自治州", "贵州省/黔东南苗族侗族自治州"]],
    ["内蒙古锡林郭勒盟东乌珠穆沁旗", ["内蒙古自治区/锡林郭勒盟/东乌珠穆沁旗"]],
    ["上海浦东", ["上海市/浦东新区"]],
    ["吉林吉林市", ["吉林省/吉林市"]],
    ["苏州市场监管局", ["江苏省/苏州市"]],
    ["新疆和康县", ["新疆维吾尔自治区/和田地区/和康县"]],
    ["杭州下城区旧事", ["浙江省/杭州市/下城区"]],
    ["台湾、香港", ["台湾省", "香港特别行政区"]],
  ])("%s", (text, places) => {
    expect(read(text)).toEqual(places);
  });
});

describe("reads zones", () => {
  test.each([
    ["苏州高新区", "江苏省/苏州市/虎丘区[苏州高新区]"],
    ["苏州国家高新技术产业开发区", "江苏省/苏州市/虎丘区[苏州高新区]"],
    ["苏州工业园区", "江苏省/苏州市[苏州工业园区]"],
    ["武汉东湖高新区", "湖北省/武汉市[东湖高新区]"],
    ["昆山高新区", "江苏省/苏州市/昆山市[昆山高新区]"],
    ["邯郸经开区", "河北省/邯郸市[邯郸经济技术开发区]"],
    ["绵阳高新区", "四川省/绵阳市[绵阳高新区]"],
    ["雄安新区", "河北省/保定市[雄安新区]"],
    // Districts with codes of their own.
    ["浦东新区", "上海市/浦东新区"],
    ["两江新区", "重庆市/两江新区"],
  ])("%s", (text, place) => {
    expect(read(text)).toEqual([place]);
  });
});

describe("leaves what only looks like a place", () => {
  test.each([
    "新华社记者",
    "光明日报评论",
    "扩大连接能力",
    "东南山区合作市场",
    "西安路与南京东路",
    "凤凰网",
    "保定了",
    "和平发展",
    "全省、市和县",
    "非常资源县域",
    "长白山",
    "孙中山",
    "北京时间",
    "昌河北斗星",
    "昆山发布",
  ])("%s", (text) => {
    expect(read(text)).toEqual([]);
  });
});

test("takes the short name of a county where a place is expected", () => {
  expect(read("昆山发布", "slot")).toEqual(["江苏省/苏州市/昆山市"]);
  expect(read("绥德：表彰先进", "headline")).toEqual(["陕西省/榆林市/绥德县"]);
  expect(read("赵县融媒体中心", "slot")).toEqual(["河北省/石家庄市/赵县"]);
  expect(read("新华网", "slot")).toEqual([]);
  expect(read("和平：永恒的主题", "headline")).toEqual([]);
});

test("keeps every reading of a shared name, unless its parent stands before it", () => {
  expect(findPlaces("鼓楼区举办活动")[0]?.codes).toEqual(["320106", "320302", "350102", "410204"]);
  expect(findPlaces("福州鼓楼区举办活动")[0]?.codes).toEqual(["350102"]);
  expect(findPlaces("朝阳区")[0]?.codes).toEqual(["110105", "220104"]);
});

test("never throws, and names only places of the table", () => {
  const piece = fc.constantFrom(
    "苏州",
    "高新区",
    "市",
    "区",
    "江苏省",
    "鼓楼区",
    "和",
    "·",
    " ",
    "朝阳",
    "国家",
    "\ud842",
  );
  fc.assert(
    fc.property(fc.array(fc.oneof(piece, fc.string({ unit: "binary" }))), (pieces) => {
      for (const { codes, at } of findPlaces(pieces.join(""), "slot")) {
        expect(at).toBeGreaterThanOrEqual(0);
        for (const code of codes) expect(divisionOf(code)).not.toBeNull();
      }
    }),
  );
});
