import { expect, test } from "vitest";

import { parse } from "../parse.ts";

const STORY =
  "<p>各乡镇人民政府、街道办事处：</p><p>为做好防汛工作，现将有关事项通知如下，请认真贯彻执行。</p><p>各单位要落实二十四小时值班制度，遇有险情立即上报，不得迟报、漏报。</p>";

function lastOf(end: string): string | undefined {
  const result = parse(
    `<title>关于做好防汛工作的通知</title><body><h1>关于做好防汛工作的通知</h1><p>2021-06-08 09:00 来源：柳河县政府</p><div class="content">${STORY}${end}</div></body>`,
  );
  return result.ok ? result.article.text.split("\n").at(-1) : result.error.code;
}

test.each([
  ["<p>柳河县防汛抗旱指挥部办公室</p><p>2021年6月7日</p>", "2021年6月7日"],
  ["<p align=right>　　柳河县水利局　</p><p align=right>2021 年 6 月 7 日</p>", "2021 年 6 月 7 日"],
  ["<p>柳河县人民政府</p><p>二〇二一年六月七日</p>", "二〇二一年六月七日"],
])("keeps the day below the office in %s", (end, last) => {
  expect(lastOf(end)).toBe(last);
});

test.each([
  ["no office above it", "<p>2021年6月7日</p>", "各单位要落实二十四小时值班制度，遇有险情立即上报，不得迟报、漏报。"],
  ["a clock behind it", "<p>柳河县水利局</p><p>2021年6月7日 16:05</p>", "柳河县水利局"],
])("takes a day with %s out", (_what, end, last) => {
  expect(lastOf(end)).toBe(last);
});
