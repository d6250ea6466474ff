import { expect, test } from "vitest";

import { languageOf } from "./language.ts";

test.each([
  ["柳河县的果园里一片忙碌，果农们抢抓农时修剪枝条。", "", "zh-Hans"],
  ["柳河縣的果園裡一片忙碌，果農們把握農時修剪枝條。", "", "zh-Hant"],
  ["リンゴ園では農家の人たちが忙しく働いている。今年の収穫は多い見込みだ。", "zh", "ja"],
  ["사과 과수원에서 농부들이 바쁘게 일하고 있다. 올해는 풍년이다.", "en", "ko"],
  ["Nông dân ở vườn táo đang bận rộn cắt tỉa cành và bón phân cho vụ mùa mới.", "", "vi"],
  ["Farmers in the orchard are busy pruning branches this spring.", "zh-CN", "en"],
  ["Bauern im Obstgarten schneiden in diesem Frühling Zweige.", "de-DE", "de"],
  ["Фермеры в саду заняты обрезкой веток этой весной.", "", "ru"],
  ["柳河县 GDP 增长 6.5%，AI 与 5G 应用加快落地。", "en", "zh-Hans"],
  ["", "zh", "und"],
])("tells the language of %s", (text, lang, language) => {
  expect(languageOf(text, lang)).toBe(language);
});
