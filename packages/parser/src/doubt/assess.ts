import type { Block, Quality } from "@caibian/schema";

import type { BodyRange } from "../locate/body.ts";
import type { PageLines } from "../read/lines.ts";

/** What the doubt looks at. */
export interface DoubtEvidence {
  readonly page: PageLines;
  readonly body: BodyRange | null;
  readonly title: string;
  readonly titleConfidence: number;
  readonly text: string;
  readonly blocks: readonly Block[];
  readonly timeConfidence: number;
  readonly hasSource: boolean;
  readonly replacements: number;
  /** The page does not fit what was learnt of its site. */
  readonly isLayoutChanged: boolean;
}

/** Flags that put an article into quarantine. */
const GRAVE: ReadonlySet<string> = new Set(["soft-404", "list-page", "empty-body", "blocked", "garbled", "nameless"]);
const GONE_TITLE =
  /(?:页面|网页|内容|文章|信息)(?:不存在|已删除|找不到|未找到|已被删除)|(?:找不到|无法找到|没有找到).{0,6}(?:页面|网页)|\b(?:404|page not found|not found|error 404|403 forbidden|bad gateway)\b|出错了|系统提示|提示信息$/i;
const GONE_TEXT =
  /(?:您|你)?(?:访问|请求|查看|浏览)的?(?:页面|网页|内容|文章|信息|地址).{0,12}(?:不存在|已删除|找不到|已被|出错|丢失)|(?:该|此)?(?:文章|内容|页面)已(?:被|经)?(?:发布者|作者)?(?:删除|下线)|系统维护|page (?:you|not found)|cannot be found/i;
const BLOCK_PAGE =
  /__jsl_clearance|acw_sc__v2|HOY_TR|captcha|人机验证|安全验证|访问过于频繁|请开启JavaScript|enable JavaScript and cookies|请输入验证码|网站防火墙|云防护/i;
const SHORT_TEXT = 120;
const FEWEST_LIST_LINKS = 20;
const UNSURE_TITLE = 0.7;

/** How sure the record is, and what made the parser doubt it. */
export function assess(evidence: DoubtEvidence): { readonly quality: Quality; readonly isDoubted: boolean } {
  const flags = flagsOf(evidence);
  const bodyScore = evidence.body === null ? 0 : Math.min(1, 0.5 + evidence.body.share / 2);
  const fields = {
    title: round(evidence.titleConfidence),
    body: round(bodyScore),
    publishedAt: round(evidence.timeConfidence),
    source: evidence.hasSource ? 0.9 : 0,
  };
  const isDoubted = flags.some((flag) => GRAVE.has(flag));
  const base = 0.35 * fields.title + 0.45 * fields.body + 0.15 * fields.publishedAt + 0.05 * fields.source;
  return { quality: { score: round(isDoubted ? Math.min(base, 0.3) : base), fields, flags }, isDoubted };
}

function flagsOf(evidence: DoubtEvidence): string[] {
  const { page, title, text, blocks } = evidence;
  const flags: string[] = [];
  const hasMedia = blocks.some(
    (block) => block.type === "image" || block.type === "video" || block.type === "attachment",
  );
  const isShort = text.length < SHORT_TEXT * 3;
  if (title === "") flags.push(isShort || page.boxes.length <= 1 ? "nameless" : "no-title");
  if (
    (GONE_TITLE.test(title) && text.length < SHORT_TEXT * 2) ||
    (text.length < SHORT_TEXT * 2 && GONE_TEXT.test(text))
  )
    flags.push("soft-404");
  else if (isShort && BLOCK_PAGE.test(`${title} ${text}`)) flags.push("blocked");
  if (looksLikeList(page, evidence)) flags.push("list-page");
  else if (text === "" && !hasMedia) flags.push("empty-body");
  if (evidence.replacements > Math.max(20, text.length * 0.02)) flags.push("garbled");
  else if (evidence.replacements > 0) flags.push("replacement-characters");
  if (text.length > 0 && text.length < 60) flags.push("short-body");
  if (evidence.timeConfidence === 0) flags.push("no-time");
  if (evidence.isLayoutChanged) flags.push("layout-changed");
  return flags;
}

/** Many link lines, no paragraph to speak of, and nothing that dates or signs a story. */
function looksLikeList(page: PageLines, evidence: DoubtEvidence): boolean {
  const { body, text, blocks } = evidence;
  const paragraphs = blocks.filter((block) => block.type !== "image" && /[。！？.!?]/.test(block.text)).length;
  if (paragraphs > 3) return false;
  let links = 0;
  for (const line of page.lines)
    if (line.links > 0 && line.linkLength >= line.text.length * 0.5 && line.weight >= 8) links++;
  if (links < FEWEST_LIST_LINKS) return false;
  if (text.length < SHORT_TEXT / 2 && evidence.titleConfidence <= UNSURE_TITLE) return true;
  return text.length < links * 12 && (body === null || body.share < 0.5);
}

function round(value: number): number {
  return Math.round(Math.min(1, Math.max(0, value)) * 100) / 100;
}
