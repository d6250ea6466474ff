import { splitDate } from "./list-date.ts";
import type { Anchor } from "./walk-page.ts";

/** Texts of links that lead to other pages of the same list. */
const PAGER_WORDS =
  /^(?:[[(（]?\d{1,4}[\])）]?|首\s?页|上一?页|下一?页|前一?页|后一?页|尾\s?页|末\s?页|最后一?页|第一页|第\d{1,4}页|上一版|下一版|[<>«»‹›…\s]+|next|prev(?:ious)?|跳转|转到|GO|加载更多.{0,8}|较新文章|早期文章)$/i;
const CONTROL_WORDS =
  /^(?:\+?\s*更多|more|\[?详细\]?|详情|查看|阅读全文|继续阅读|打印|关闭|收藏|登录|注册|设为首页|加入收藏|联系我们|关于我们|关于本站|网站地图|网站声明|法律声明|隐私声明|隐私政策|版权声明|免责声明|网站纠错|意见反馈|用户反馈|广告服务|人才招聘|招聘启事|留言板?|RSS|无障碍.{0,4}|长者版|适老化|繁體|繁体|简体|English|返回.{0,4}|发表评论|手机版|客户端.{0,2}|邮箱|忘记密码|立即注册|微信登录|注册免费邮箱|安全退出|回到?顶部|刷新|客服|帮助)[\s>＞»›.…\]】]*$|^.{0,3}(?:ICP备|公网安备|网站标识码)|^[\d,.万]+\s?(?:跟贴|评论|条评论|阅读|点赞)|^跟贴/i;
const MORE = /^\+?\s*(?:查看)?(?:更多|more)(?:内容|新闻)?[\s>＞»›.…+]*$/i;
/** A second link to a story, that may repeat its title behind these words. */
const READ_ON = /^(?:继续阅读|阅读全文|阅读更多|read more)\s*\S/i;

/** True for a number, an arrow, 下一页: a link to another page of the list. */
export function isPagerWord(text: string): boolean {
  return PAGER_WORDS.test(text);
}

/** True for what every page of a site offers: 登录, 打印, 联系我们. */
export function isControlWord(text: string): boolean {
  return CONTROL_WORDS.test(text);
}

/** True for 更多: the way from a box to the section that it is of. */
export function isMoreWord(text: string): boolean {
  return MORE.test(text);
}

/** True for 继续阅读 and its like before a title that another link has. */
export function isReadOn(text: string): boolean {
  return READ_ON.test(text);
}

const LONGEST_AROUND = 80;

/** The link's title: `a@title` where the visible text is cut or missing; without a date at its edge and 置顶. */
export function titleOf(anchor: Anchor, now: string | undefined): string {
  const text = splitDate(anchor.heading === "" ? anchor.text : anchor.heading, now).title;
  const bare = withoutEllipsis(text);
  const isCut = bare !== text || bare === "" || isWholeOf(anchor.title, bare);
  const title = isCut && anchor.title !== "" ? splitDate(anchor.title, now).title : text;
  return title === "" ? titleAround(anchor, now) : withoutMarks(title);
}

/** `…`, `......`: what a list puts where it cuts. */
function withoutEllipsis(text: string): string {
  let end = text.length;
  while (end > 0 && "…⋯.".includes(text.charAt(end - 1))) end--;
  return end === text.length - 1 && text.endsWith(".") ? text : text.slice(0, end).trimEnd();
}

/** True when the attribute says what the text says, and more of it. */
function isWholeOf(attribute: string, text: string): boolean {
  if (attribute.length < 4) return false;
  return attribute.length > text.length ? attribute.startsWith(text) : text.includes(attribute);
}

/** A picture without words: the caption that stands with it. */
function titleAround({ around }: Anchor, now: string | undefined): string {
  return around.length > LONGEST_AROUND ? "" : withoutMarks(splitDate(around, now).title);
}

function withoutMarks(title: string): string {
  return title
    .replace(/^(?:[[【(（]?置顶[\]】)）]?|[[【](?:图|组图|视频|专题)[\]】]|[·•▪■◆●>]+)\s*/, "")
    .replace(/(?:\bnew!?|HOT|【置顶】|\[图\])$/i, "")
    .trim();
}

/** Letters that make a title: Chinese ones count full, words of other scripts about three to one. */
export function titleLength(text: string): number {
  const chinese = text.match(/[\u3400-\u9fff\u{20000}-\u{3ffff}]/gu)?.length ?? 0;
  const others = text.match(/[\p{L}\p{N}]+/gu)?.filter((word) => !/[\u3400-\u9fff]/.test(word)).length ?? 0;
  return chinese + others * 2;
}
