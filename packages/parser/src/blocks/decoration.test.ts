import { expect, test } from "vitest";

import { isDecoration } from "./decoration.ts";

const image = (url: string, alt = "") => ({ kind: "image" as const, url, alt });

test.each([
  "/images/icon_pdf.gif",
  "/editor/fileTypeImages/doc.gif",
  "https://www.example.cn/static/qrcode.png?v=2",
  "img/ewm1.jpg",
  "/share/weixin.png",
  "spacer.gif",
  "/site-logo.png",
])("leaves out %s", (url) => {
  expect(isDecoration(image(url))).toBe(true);
});

test("leaves out a picture that its alternative text gives away", () => {
  expect(isDecoration(image("/a/b.jpg", "扫描二维码关注我们"))).toBe(true);
});

test.each(["W020210607.jpg", "/2021/06/logistics-park.jpg", "t01iconic.jpg", "/a/IMG_0042.JPG", "iconography.png"])(
  "keeps %s",
  (url) => {
    expect(isDecoration(image(url, "春耕现场"))).toBe(false);
  },
);

test("keeps files and films whatever their names", () => {
  expect(isDecoration({ kind: "attachment", url: "/icon/qrcode.pdf", alt: "" })).toBe(false);
});
