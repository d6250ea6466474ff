import fc from "fast-check";
import { describe, expect, test } from "vitest";

import { compareArticles, compareTraits } from "./compare.ts";
import { reprintTraits, type Copyable } from "./traits.ts";

const PARAGRAPHS = [
  "新城区图书馆新馆昨日正式向市民开放，馆内藏书三十万册，设有少儿阅览、地方文献和视障人士阅读等专区，每天开放十二小时。",
  "记者在现场看到，一楼大厅摆放着自助借还机，读者刷卡即可完成借阅，整个过程不到半分钟，许多家长带着孩子前来体验。",
  "馆长介绍，新馆建设历时三年，总投资2.6亿元，建筑面积3.8万平方米，是老馆的5倍，预计全年接待读者120万人次。",
  "为方便周边居民，公交部门新增两条线路，末班车延长至晚上十点，地铁站出口到馆门口步行只需六分钟。",
  "今后图书馆还将与社区书屋联网，读者在家门口就能预约借书，由志愿者统一配送，偏远街道每周安排流动书车。",
  "开馆当天还举办了地方作家见面会和古籍修复展，不少市民在修复台前驻足良久，询问纸张和装帧的讲究。",
];
const STORY: Copyable = { title: "新城图书馆新馆开放 藏书三十万册", text: PARAGRAPHS.join("\n"), fingerprint: null };
const OTHER: Copyable = {
  title: "河道整治工程进入收尾阶段",
  text: "沿河两岸的步道已经铺好，园林工人正在补种柳树和芦苇，预计月底全部完工。项目负责人说，汛期之前还要对三座闸站进行检修，确保排水通畅。附近居民盼了多年，如今推窗就能看见清水。",
  fingerprint: null,
};

function edited(over: Partial<Copyable>): Copyable {
  return { ...STORY, ...over };
}

function stoppage(day: string): Copyable {
  return {
    title: "关于部分区域停水的通知",
    text: `因管道检修，定于本月${day}日上午9时至下午5时，对和顺街以北、文昌路以西区域停止供水，请广大用户提前做好储水准备，由此带来的不便敬请谅解。恢复供水初期可能出现短时浑水，属正常现象，放水片刻即可恢复正常。`,
    fingerprint: null,
  };
}

function inspection(town: string): Copyable {
  return {
    title: `${town}开展燃气安全入户检查`,
    text: `${town}住建部门近日组织燃气企业开展入户安全检查，重点排查老旧小区胶管老化、私拉乱接和违规使用等隐患，并现场向居民讲解用气常识。对发现的问题建立台账，明确专人限期整改，确保群众用气安全，检查工作将持续到年底。`,
    fingerprint: null,
  };
}

const BULLETIN = (month: string, rise: string, total: string): Copyable => ({
  title: `新城区${month}月经济运行简报`,
  text: `新城区统计局今日发布${month}月经济运行情况。全区规模以上工业增加值同比增长${rise}%，社会消费品零售总额${total}亿元，固定资产投资保持稳定，外贸进出口好于预期，居民收入稳步提高。统计局负责人表示，下一阶段将继续做好稳增长工作，推动经济持续向好，各项政策效果正在显现。`,
  fingerprint: null,
});

describe("a copy is found", () => {
  test.each([
    ["as it was", STORY, "same"],
    [
      "with other punctuation widths",
      edited({ text: STORY.text.replaceAll("，", ", ").replaceAll("。", ".") }),
      "same",
    ],
    ["under another title", edited({ title: "家门口的新书房来了" }), "same"],
    [
      "with a footer",
      edited({ text: `${STORY.text}\n本文来自邻市晚报，编辑李某，转载请注明出处，版权归原作者所有。` }),
      "reprint",
    ],
    [
      "with another first paragraph",
      edited({
        text: ["据邻市媒体报道，一座大型公共文化设施近日在新城区投入使用，引来众多读者。", ...PARAGRAPHS.slice(1)].join(
          "\n",
        ),
      }),
      "reprint",
    ],
    ["without its last paragraph", edited({ text: PARAGRAPHS.slice(0, 5).join("\n") }), "reprint"],
    ["cut to a half", edited({ text: PARAGRAPHS.slice(0, 3).join("\n") }), "abridged"],
    ["cut to its middle", edited({ title: "图书馆怎么去", text: PARAGRAPHS.slice(2, 4).join("\n") }), "abridged"],
  ] as const)("%s", (_, copy, kind) => {
    expect(compareArticles(STORY, copy)).toMatchObject({ kind, veto: null });
    expect(compareTraits(reprintTraits(STORY), reprintTraits(copy))).toMatchObject({ kind, veto: null });
  });
});

describe("another story is left alone", () => {
  test("of other words", () => {
    expect(compareArticles(STORY, OTHER)).toMatchObject({ kind: "different", veto: null });
  });

  test("of one template with other numbers", () => {
    const verdict = compareArticles(BULLETIN("7", "6.1", "35.2"), BULLETIN("8", "5.4", "37.8"));

    expect(verdict).toMatchObject({ kind: "different", veto: "title-digits" });
    expect(verdict.containment).toBeGreaterThan(0.7);
  });

  test("of one template and one title, on another day", () => {
    expect(compareArticles(stoppage("3"), stoppage("17"))).toMatchObject({ kind: "different", veto: "numbers" });
  });

  test("of one template in another town", () => {
    expect(compareArticles(inspection("昆山市"), inspection("江阴市"))).toMatchObject({
      kind: "different",
      veto: "places",
    });
  });

  test("of no words", () => {
    const empty = edited({ text: "" });

    expect(compareArticles(empty, empty).kind).toBe("different");
    expect(compareArticles(edited({ text: "见图", title: "甲" }), edited({ text: "见图", title: "乙" })).kind).toBe(
      "different",
    );
  });
});

const anyArticle = fc.record({
  title: fc.oneof(fc.string({ unit: "binary" }), fc.constantFrom("苏州8月简报", "7月简报", "")),
  text: fc.oneof(
    fc.string({ unit: "binary", maxLength: 400 }),
    fc.array(fc.constantFrom(...PARAGRAPHS, "8月3日", "9月1日"), { maxLength: 8 }).map((parts) => parts.join("\n")),
  ),
  fingerprint: fc.constant(null),
});

test("a verdict is symmetric, bounded, and sure of a text against itself", () => {
  fc.assert(
    fc.property(anyArticle, anyArticle, (a, b) => {
      const verdict = compareArticles(a, b);
      expect(compareArticles(b, a)).toEqual(verdict);
      const sketched = compareTraits(reprintTraits(a), reprintTraits(b));
      expect(compareTraits(reprintTraits(b), reprintTraits(a))).toEqual(sketched);
      expect(verdict.containment).toBeGreaterThanOrEqual(0);
      expect(verdict.containment).toBeLessThanOrEqual(1);
      expect(compareArticles(a, a).kind).not.toMatch(/reprint|abridged/);
    }),
  );
});
