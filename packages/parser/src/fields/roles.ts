import type { CreditRole } from "@caibian/schema";

/** What a role word makes of the names behind it; `none`: work that is no credit (监制, 排版) and only ends a group. */
export type ByRole = CreditRole | "none";

const WORDS: Readonly<Record<ByRole, string>> = {
  editor:
    "责任编辑 责任编缉 責任編輯 责编 責編 值班编辑 网络编辑 执行编辑 编辑 編輯 值班主编 执行主编 主编 总编辑 總編輯",
  correspondent: "特约通讯员 通讯员 通訊員 实习生 供稿",
  photographer: "摄影报道 摄影记者 攝影記者 摄影 攝影 摄像 供图 圖片 图片",
  translator: "翻译 編譯 编译",
  proofreader: "校对 校對 责校",
  reviewer: "审核 审校 审读 初审 复审 终审 一审 二审 三审 签发",
  author: "特约评论员 评论员 撰稿人 撰文 撰稿 采写 执笔 作者 文字",
  reporter: "记者 記者 特派员 特派員",
  none: "总监制 监制 总策划 策划 统筹 排版 美编 制作 录入 出品 设计 配音 播音",
};

const ROLE_OF: ReadonlyMap<string, ByRole> = new Map(
  (Object.keys(WORDS) as ByRole[]).flatMap((role) => WORDS[role].split(" ").map((word) => [word, role] as const)),
);
/** 文 and 图 are words of every text: roles only before a bar. */
const BARRED: ReadonlyMap<string, ByRole> = new Map([
  ["文", "author"],
  ["图", "photographer"],
  ["圖", "photographer"],
]);
const LONGEST_FIRST = [...ROLE_OF.keys()].sort((a, b) => b.length - a.length).join("|");

/** All role words of a byline, longest first. */
export const ROLE_WORD: RegExp = new RegExp(String.raw`${LONGEST_FIRST}|[文图圖](?=[/／╱|｜丨\\])`, "g");

/** The role that a word of `ROLE_WORD` gives. */
export function roleOf(word: string): ByRole {
  return ROLE_OF.get(word) ?? BARRED.get(word) ?? "none";
}

/** 责任编辑 answers for the page; 编辑 does where nobody else is named; 主编 only where neither is. */
export function editorRank(word: string): 0 | 1 | 2 {
  if (/^[责責值]/.test(word) && !word.endsWith("主编")) return 0;
  return /^(?:网络|执行|本期|文章|频道|来稿)?[编編][辑輯]/.test(word) ? 1 : 2;
}
