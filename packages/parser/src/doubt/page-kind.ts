/** What a page is when it is no story, by the words of `quality.flags`. */
export type PageKind = "soft-404" | "blocked" | "login-wall" | "maintenance" | "shell";

/** What tells the kind of a page. */
export interface PageFace {
  readonly title: string;
  /** Text of the record. */
  readonly text: string;
  /** The page as it was decoded: challenges are scripts, which no reader sees. */
  readonly markup: string;
  /** Characters of text inside scripts. */
  readonly scriptLength: number;
  /** Whether pictures, films or files stand in the body: then it needs no text. */
  readonly hasMedia: boolean;
  /** Target of a meta refresh, or null. */
  readonly refresh: string | null;
  /** The page dates itself as stories do; then a word of a guard or a login is what the story tells. Default false. */
  readonly isDated?: boolean;
}

/** A page with more text than this tells a story, whatever words stand in it. */
const SHORT = 360;
/** So little text that its words need not open with the notice. */
const SHORTEST = 240;
const LONGEST_MARKUP = 300_000;

/** Scripts of guards (DOMAIN.md section 7.2), by vendor. They are a stop signal, not a puzzle. */
const CHALLENGES: readonly (readonly [string, RegExp])[] = [
  ["jsl", /__jsl_clearance|jsl_clearance_s/],
  ["ruishu", /\$_ts\s?=|\$_ts\[|window\.\$_cDro|FSSBBIl1UgzbN7N/],
  ["acw", /acw_sc__v[23]|acw_tc=.{0,40}arg1/],
  ["hoy", /HOY_TR/],
  ["cloudflare", /challenge-platform|cf-chl-|cf_chl_opt/],
];
const BLOCK_WORDS =
  /人机(?:验证|识别)|安全验证|(?:^|\n)安全(?:检测|检查)|(?:浏览器|访问|网络)环境[^。，]{0,8}安全|访问(?:验证|过于频繁|频率|被拦截|被拒绝|受限)|请(?:开启|启用|打开) ?JavaScript|enable JavaScript and cookies|(?:请|需)?(?:输入|完成|填写)[^。]{0,6}验证码?(?:后|,|，|。|$)|网站防火墙|云防护|拦截了|(?:您的|你的)(?:请求|访问|IP)[^。]{0,20}(?:拦截|威胁|异常|禁止|拒绝|阻断)|请求(?:已被|被)(?:阻断|拦截)|access denied|request (?:blocked|rejected)|verify (?:you are|that you are) (?:a )?human|just a moment|unusual traffic|web application firewall/i;
const LOGIN_WORDS =
  /请(?:您)?(?:先)?(?:登录|登陆|注册)(?:后|账号|再)|(?:登录|登陆)(?:后)?(?:即可|才能|方可|可以|可)?(?:查看|阅读|浏览|访问)|(?:用户名|账号|帐号|手机号)[^。]{0,20}密码|您(?:尚未|还没有|还未|没有)登[录陆]|统一身份认证|^(?:用户|会员|账号|系统)?登[录陆](?:$|\n| |-|_)|(?:please )?(?:log|sign) in to (?:continue|read|view)|subscribers? only/i;
/** Below the teaser of a dated story. */
const PAYWALL_WORDS =
  /(?:登录|登陆|注册|订阅|开通会员|付费)[^。，]{0,8}(?:阅读|查看|浏览)(?:本文|全文|更多|完整|余下)|剩余[^。，]{0,8}(?:登录|付费|订阅)|subscribers? only/i;
/** Two sentences. */
const STOPS = /。[\s\S]+。/;
const MAINTENANCE_WORDS =
  /(?:系统|网站|本站|平台|服务)[^。]{0,12}(?:正在|进行|处于)?[^。]{0,6}(?:维护|升级|改造)(?:中|期间|,|，|。|$|暂停)|(?:暂停|暂时无法)(?:访问|服务)|(?:网站|系统)(?:建设中|暂时关闭|已关闭)|under maintenance|temporarily unavailable|service unavailable|502 bad gateway|504 gateway/i;
/** A 404 that counts something, or is a part of a larger number, is no status. */
const GONE_TITLE =
  /(?:页面|网页|内容|文章|信息)(?:不存在|已删除|找不到|未找到|已被删除)|(?:找不到|无法找到|没有找到).{0,6}(?:页面|网页)|(?<!\w|\d[.,])404(?!\w|[.,]\d|\s?[名人个位万亿元户家件例次项种米公里吨亩平套所场条处只台辆天年号路分期%％])|\b(?:page not found|not found|error 404|403 forbidden|bad gateway)\b|出错了|系统提示|提示信息$/i;
const GONE_TEXT =
  /(?:您|你)?(?:访问|请求|查看|浏览|要找|寻找)的?(?:页面|网页|内容|文章|信息|地址|资源).{0,12}(?:不存在|已删除|找不到|已被|出错|丢失|走丢|不见)|(?:该|此)?(?:文章|内容|页面)已(?:被|经)?(?:发布者|作者)?(?:删除|下线)|(?:抱歉|很遗憾|对不起).{0,12}(?:页面|网页|内容|信息).{0,10}(?:不存在|找不到|删除|走丢)|page (?:you|not found)|cannot be found/i;
const HOME = /(?:^|[=\s])(?:https?:\/\/[^/\s]{1,100})?\/?(?:index\.[a-z]{2,5})?$/i;
const SHELL_ROOT =
  /<(?:div|main|section)\s{1,4}id=["']?(?:app|root|__nuxt|__next|main-app)["']?[^>]{0,60}>\s{0,40}<\//i;
const SHELL_SCRIPT = 2_000;

/** The kind of a page that is no story, and which guard made it; null for a page that may be one. */
export function pageKindOf(face: PageFace): { readonly kind: PageKind; readonly guard: string | null } | null {
  const { title, text } = face;
  if (text.length >= SHORT) return null;
  const guard = guardOf(face);
  if (guard !== null) return { kind: "blocked", guard };
  const words = `${title}\n${text}`;
  const kind = kindByWords(face, words);
  if (kind !== null) return { kind, guard: null };
  if (text === "" && !face.hasMedia && isShell(face)) return { kind: "shell", guard: null };
  return null;
}

function kindByWords({ title, text, refresh, isDated }: PageFace, words: string): PageKind | null {
  const isBrief = text.length < SHORTEST;
  if (isBrief && (GONE_TITLE.test(title) || GONE_TEXT.test(text))) return "soft-404";
  if (isDated === true && STOPS.test(text)) return isBrief && PAYWALL_WORDS.test(text) ? "login-wall" : null;
  if (BLOCK_WORDS.test(words) && (isBrief || BLOCK_WORDS.test(title))) return "blocked";
  if (isBrief && LOGIN_WORDS.test(words)) return "login-wall";
  if (isBrief && MAINTENANCE_WORDS.test(words)) return "maintenance";
  // 您访问的页面已迁移, and on to the home page: sent away.
  return isBrief && text.length < SHORTEST / 2 && refresh !== null && HOME.test(refresh) ? "soft-404" : null;
}

function guardOf({ text, markup }: PageFace): string | null {
  if (text.length >= SHORTEST || markup.length > LONGEST_MARKUP) return null;
  return CHALLENGES.find(([, pattern]) => pattern.test(markup))?.[0] ?? null;
}

function isShell({ markup, scriptLength }: PageFace): boolean {
  return scriptLength >= SHELL_SCRIPT || (markup.length <= LONGEST_MARKUP && SHELL_ROOT.test(markup));
}
