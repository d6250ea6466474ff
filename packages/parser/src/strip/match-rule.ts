import { foldForMatch } from "../text/fold.ts";
import { CATALOGUE } from "./catalogue/index.ts";
import type { StripRule, RuleZone } from "./rule.ts";

const DEFAULT_LENGTH = 200;
const LONGEST = 600;

// One test that most lines fail, so that the rules run on few. Words that every rule's pattern needs one of.
const PREFILTER =
  /ICP|备|公网|许可|网文|刊号|视听|标识码|主办|承办|协办|主管|支持|维护|power|produc|copyright|©|版权|rights|联系|站长|合作|热线|投稿|爆料|客服|邮箱|mail|QQ|传真|举报|谣言|分享|转发|扫|豆瓣|复制|微信|字[号体]|[大中小]|默认|打印|关闭|收藏|纠错|返回|播报|朗读|繁|A\+|A-|评论|赞|在看|顶|踩|推荐|保存|浏览|点击|阅读|访问|人气|关注|二维码|播放|视频|\d\d:\d\d|浏览器|browser|位置|首页|[上下]一?[篇条页则章]|相关|延伸|热[点门]|本站|喜欢|更多|精彩|图片|今日|最新|往期|编辑|大家|其他|新聞|相關|閱讀|刊用|排行|read more|recommended|more from|see also|related|关键|标签|tag|页|余下|PAGE_BREAK|分页|\[!--|正文|>>|<<|来源|注明|转载|代表|侵权|授权|许可|声明|提示|notice|仅|作者|本文|标题|完|end/i;
/** The same for sentences: no tool, counter or menu has a Han comma in a line of this length. */
const SENTENCE_PREFILTER =
  /ICP|备|公网|许可|网文|刊号|视听|标识码|主办|承办|协办|主管|支持|维护|power|produc|copyright|©|版权|rights|联系|站长|合作|热线|投稿|爆料|客服|邮箱|mail|QQ|传真|举报|分享|扫|微信|关注|位置|首页|[上下]一?[篇条页则章]|关键|标签|tag|注明|转载|代表|侵权|授权|声明|提示|notice|条款|须知|本文|以上|此文|文中|文章|刊用|信息|标题/i;
const SENTENCE_LENGTH = 60;
const DIGIT = /\d/;
/** Pagers and tools of digits and brackets alone; one letter or Han in the line ends the test. */
const LETTERLESS = /^\P{L}+$/u;

/** The first rule that takes the line in one of these zones, or null. */
export function matchRule(text: string, zones: ReadonlySet<RuleZone>): StripRule | null {
  if (text.length > LONGEST) return null;
  const isSentence = text.length > SENTENCE_LENGTH && text.includes("，");
  if (!(isSentence ? SENTENCE_PREFILTER : PREFILTER).test(text)) {
    if (isSentence || !DIGIT.test(text) || !LETTERLESS.test(text)) return null;
  }
  const folded = foldForMatch(text);
  if (folded === "") return null;
  for (const rule of CATALOGUE) {
    if (!zones.has(rule.where) || folded.length > (rule.maxLength ?? DEFAULT_LENGTH)) continue;
    if (rule.pattern.test(folded)) return rule;
  }
  return null;
}
