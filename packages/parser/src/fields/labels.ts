import { LabelMatcher, type LabelMatch } from "./label-matcher.ts";

/** What a labelled value is. `other-time`: a time of the paper (成文日期), and not of the page. `drop`: tools and counters, which only end the value before them. */
export type LabelField =
  | "source"
  | "author"
  | "reporter"
  | "correspondent"
  | "photographer"
  | "editor"
  | "proofreader"
  | "reviewer"
  | "translator"
  | "time"
  | "updated"
  | "other-time"
  | "drop";

const LABELS: Readonly<Record<LabelField, string>> = {
  source:
    "来源于 来源 來源 信息来源 文章来源 新闻来源 内容来源 稿件来源 稿源 供稿单位 供稿 发布单位 发布机构 發布單位 發佈單位 發布機關 发布者 发布人 出处 转自 摘自 来自 來自 消息来源 原文来源 本文来源",
  author: "作者 撰文 撰稿 撰稿人 采写 执笔 文字 文章作者 本文作者 文 图文 文图 原作者 整理",
  reporter: "记者 本报记者 本网记者 特约记者 实习记者 见习记者 报道记者 報導 記者",
  correspondent: "通讯员 实习生 特约通讯员",
  photographer: "摄影 摄影报道 攝影 图片 摄影记者 图 圖 供图 視覺 摄",
  editor:
    "责任编辑 责编 编辑 值班编辑 网络编辑 本期编辑 文章编辑 责任编缉 主编 值班主编 编辑人 责任 責任編輯 責編 編輯 总编辑 执行主编 来稿编辑 频道编辑 执行编辑 初审编辑 复审编辑 终审编辑 录入 录入员",
  proofreader: "校对 校對 责校",
  reviewer: "审核 初审 复审 终审 一审 二审 三审 审校 签发 审稿 编审",
  translator: "翻译 编译 译者 译",
  time: "时间 日期 发布时间 发布日期 发表时间 发表日期 发稿时间 刊发时间 发布于 发表于 上传时间 录入时间 公开日期 发文日期 创建时间 發布時間 發布日期 發佈時間 發佈日期 發表時間 發表日期 刊登日期 上版日期 建檔日期 張貼日期 加入时间 更新 出版 时 间",
  updated:
    "更新时间 更新日期 更新時間 最后更新 最后更新时间 最後更新 最後更新日期 最後更新時間 修改时间 修改日期 更新於 更新于",
  "other-time":
    "成文日期 成文时间 印发日期 印发时间 签发日期 生效日期 生效时间 实施日期 施行日期 废止日期 废止时间 失效日期 失效时间 截止时间 截止日期 有效期 页面生成时间 生成时间 打印时间 当前时间 活动时间 会议时间",
  drop: "浏览次数 浏览量 浏览 点击数 点击量 点击率 点击 點閱數 點閱次數 點閱率 瀏覽人次 瀏覽次數 瀏覽人數 阅读次数 阅读量 阅读 访问量 访问次数 人气 评论数 评论 字号 字体 字体大小 字体显示 字 打印 打印本页 打印此页 打印文章 关闭窗口 关闭本页 收藏本页 推荐给好友 返回顶部 我要纠错 关闭 收藏 分享到 分享 纠错 我要评论 已有 共有 关键词 关键字 标签 我有话说 参与互动 手机看新闻 大中小 大 中 小 点评 扫一扫 查看 跟帖 网友评论 推荐 转发 复制 繁体 朗读 语音播报 栏目 所属栏目 分类 频道 专题 索引号 主题分类 文号 名称 投稿 热线 电话 邮箱 地址 总监制 监制 总策划 策划 统筹 排版 美编 制作 出品 审读",
};

const FIELD_OF: ReadonlyMap<string, LabelField> = new Map(
  (Object.keys(LABELS) as LabelField[]).flatMap((field) =>
    LABELS[field].split(" ").map((label) => [label, field] as const),
  ),
);
const MATCHER = new LabelMatcher(FIELD_OF.keys());
// 资料来源, 图片来源, 消息来源称 are not the source of the article.
const OTHER_SOURCE = /(?:资料|数据|图片|图|收入|消息|经济|线索|视频|素材|主要|参考)[ \u00A0\u3000]*$/;
const GAP_BEFORE = /(?:^|[\s\u00A0\u3000|｜丨/·•,，;；。()（）[\]［］【】〔〕<>《》「」:：\d◎●■◆])$/;
const SHORT_LABELS: ReadonlySet<string> = new Set([
  "文",
  "图",
  "摄",
  "译",
  "大",
  "中",
  "小",
  "字",
  "责任",
  "更新",
  "出版",
  "整理",
  "制作",
  "文字",
  "图片",
  "来自",
  "來自",
  "圖",
]);

/** 图片|视频|直播 is a menu; a bar marks a label only where menus do not use the word. */
const IN_MENUS: ReadonlySet<string> = new Set(["图片", "图文", "文字", "翻译", "原文", "新闻来源", "摄影", "译"]);
const BARS = /[|｜]/;
const SLASHES: ReadonlySet<string> = new Set(["/", "／", "╱"]);

/** 南方网编辑：谢某 at the start of a line: a medium's name needs no gap behind it. */
const MEDIUM_BEFORE = /^[\s\u3000（(【[]*\p{Script=Han}{1,7}[网網報报台社]$/u;
const LONGEST_MEDIUM = 12;

const LABEL_MARK = /[:：丨｜|/／╱]/;
const LONGEST_UNMARKED = 120;

/** A labelled value of an info line or an end line. */
export interface Labelled {
  readonly field: LabelField;
  readonly label: string;
  /** As it stands, trimmed; may be empty. */
  readonly value: string;
  /** Label and value as they stand. */
  readonly raw: string;
  readonly start: number;
  readonly end: number;
}

/**
 * Cuts a line at its labels. A value ends at the next label, at a bar, a run of two blanks or a closing bracket,
 * or where an inline element ends; never at a single blank, since names are padded (张 娅).
 */
export function cutLabels(text: string, seams: readonly number[]): Labelled[] {
  // Without a mark a label stands in short lines only: most paragraphs end here.
  if (text.length >= LONGEST_UNMARKED && !LABEL_MARK.test(text)) return [];
  const marks: { field: LabelField; label: string; start: number; valueFrom: number }[] = [];
  for (const match of MATCHER.find(text)) {
    const { label } = match;
    const field = FIELD_OF.get(label);
    if (field === undefined || !isLabel(text, match, field, seams, marks.length > 0)) continue;
    marks.push({ field, label, start: match.index, valueFrom: match.end });
  }
  if (marks.length === 0) return [];
  return marks.map((mark, i) => {
    const limit = marks[i + 1]?.start ?? text.length;
    const end = valueEnd(text, mark.valueFrom, limit, seams);
    const value = text.slice(mark.valueFrom, end).replaceAll(/^[\s\u3000:：]+|[\s\u3000|｜丨/·,，;；]+$/g, "");
    return {
      field: mark.field,
      label: mark.label,
      value,
      raw: text.slice(mark.start, end).trim(),
      start: mark.start,
      end,
    };
  });
}

function isLabel(
  text: string,
  match: LabelMatch,
  field: LabelField,
  seams: readonly number[],
  follows: boolean,
): boolean {
  const { index, label, end } = match;
  const before = text.slice(Math.max(0, index - 6), index);
  if (field === "source" && OTHER_SOURCE.test(before)) return false;
  const mark = text.charAt(end - 1);
  const hasColon = /[:：丨｜|]/.test(mark) || (SLASHES.has(mark) && label.length <= 4);
  const stands =
    index === 0 ||
    GAP_BEFORE.test(before) ||
    seams.includes(index) ||
    (field === "editor" && index < LONGEST_MEDIUM && MEDIUM_BEFORE.test(text.slice(0, index)));
  if (BARS.test(mark) && IN_MENUS.has(label)) return false;
  if (SHORT_LABELS.has(label)) return stands && (hasColon || field === "drop");
  if (hasColon) return stands || follows;
  // Without a colon only where an inline element ends, or a blank stands, on both sides.
  return (
    stands &&
    (field === "drop" || label.length >= 2) &&
    (follows || index === 0 || (label.length >= 4 && seams.includes(index))) &&
    text.length < LONGEST_UNMARKED
  );
}

const HARD_END = /[|｜丨\t]|[ \u00A0\u3000]{2,}|[\]］】〕](?!\S{0,6}[(（])/;

function valueEnd(text: string, from: number, limit: number, seams: readonly number[]): number {
  const lead = /^[\s\u3000:：]*/.exec(text.slice(from, limit))?.[0].length ?? 0;
  let end = limit;
  const hard = HARD_END.exec(text.slice(from + lead, limit));
  if (hard !== null) end = from + lead + hard.index;
  const opens = text.slice(from, end).search(/[(（]/);
  const closes = text.slice(from, end).search(/[)）]/);
  if (closes !== -1 && (opens === -1 || closes < opens)) end = from + closes;
  for (const seam of seams) {
    if (seam <= from + lead || seam >= end) continue;
    const glued = /[-—－·•.、&(（]$/.test(text.slice(from, seam)) || /^[-—－·•.、&(（]/.test(text.slice(seam, end));
    if (!glued && text.slice(from + lead, seam).trim() !== "") return seam;
  }
  return end;
}
