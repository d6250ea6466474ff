import fc from "fast-check";
import { expect, test } from "vitest";

import { tidy } from "../text/fold.ts";
import { splitNames } from "./names.ts";

test.each([
  ["周小禾、郑一鸣", ["周小禾", "郑一鸣"]],
  ["周小禾 郑一鸣", ["周小禾", "郑一鸣"]],
  ["张　娅", ["张娅"]],
  ["张 胜 男", ["张胜男"]],
  ["曾  强", ["曾强"]],
  ["阿卜杜拉•买买提", ["阿卜杜拉·买买提"]],
  ["周小禾和郑一鸣", ["周小禾", "郑一鸣"]],
  ["周小禾/郑一鸣", ["周小禾", "郑一鸣"]],
  ["谭小飞王艳明闫鹃", ["谭小飞", "王艳明", "闫鹃"]],
  ["欧阳明华", ["欧阳明华"]],
  ["李小曦_NN2587", ["李小曦_NN2587"]],
  ["窦小行 UN833", ["窦小行 UN833"]],
  ["HN666", []],
  ["104363", []],
  ["admin", []],
  ["网站管理员", []],
  ["a@example.cn", []],
  ["佚名", []],
  ["柳农宣", ["柳农宣"]],
  ["周小禾（实习）", ["周小禾"]],
  ["周小禾 摄", ["周小禾"]],
  ["方小敏北京大学经济学院教授", ["方小敏"]],
  ["周小禾台北", ["周小禾"]],
  ["John Smith", ["John Smith"]],
  ["柳河县教育局", []],
  ["记者 周小禾", ["周小禾"]],
])("reads %s", (value, names) => {
  expect(splitNames(value)).toEqual(names);
});

const squash = (text: string): string =>
  tidy(text)
    .replaceAll(/[\s\u3000]/g, "")
    .replaceAll(/[•∙・‧]/g, "·");
const pieces = fc.constantFrom(
  ..."周小禾 张　娅 、 / · • _NN2587 UN833 记者 （ ） 摄 admin 和 王 李 12 北京 教授 阿卜杜拉".split(" "),
  " ",
  "\u3000",
);

test("never throws, and every name stands in the value", () => {
  fc.assert(
    fc.property(
      fc.oneof(
        fc.string({ unit: "binary" }),
        fc.array(pieces).map((parts) => parts.join("")),
      ),
      (value) => {
        const page = squash(value.normalize("NFKC"));
        for (const name of splitNames(value)) {
          expect(name.trim()).not.toBe("");
          expect(page).toContain(squash(name.normalize("NFKC")));
        }
      },
    ),
  );
});
