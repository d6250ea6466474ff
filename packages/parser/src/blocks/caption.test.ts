import { expect, test } from "vitest";

import { pointsDown, readCaption } from "./caption.ts";

test.each([
  ["图为果农修剪枝条。张三 摄", "图为果农修剪枝条。", "张三 摄"],
  ["果农修剪枝条（通讯员刘某娟 摄）", "果农修剪枝条", "通讯员刘某娟 摄"],
  ["果园一角。新华社发（陈某 摄）", "果园一角。新华社发", "陈某 摄"],
  ["活动现场。通讯员供图", "活动现场。", "通讯员供图"],
  ["▲果农在田间", "果农在田间", null],
  ["果农在田间▲", "果农在田间", null],
  ["资料图", null, "资料图"],
  ["摄影：李四", null, "摄影：李四"],
  ["春耕现场　李四／摄", "春耕现场", "李四／摄"],
  ["春耕现场（受访者供图）", "春耕现场", "受访者供图"],
  ["春耕现场 图源：某地发布", "春耕现场", "图源：某地发布"],
] as const)("reads %s", (line, caption, credit) => {
  expect(readCaption(line)).toEqual({ text: line, caption, credit });
});

test.each(["果农们抢抓农时修剪枝条。", "图书馆新馆开放", "他拍摄了三百张照片", "", "图为".padEnd(130, "果")])(
  "takes %s for a paragraph",
  (line) => {
    expect(readCaption(line)).toBeNull();
  },
);

test("takes what the page sets as a caption for one", () => {
  expect(readCaption("果农在田间", true)).toEqual({ text: "果农在田间", caption: "果农在田间", credit: null });
});

test("knows lines that point down", () => {
  expect([pointsDown("春耕现场▼"), pointsDown("▼春耕现场"), pointsDown("春耕现场")]).toEqual([true, true, false]);
});
