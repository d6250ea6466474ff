/** Words of a section's name that speak for or against local news, with their weight. */
interface NameRule {
  readonly pattern: RegExp;
  readonly weight: number;
  readonly why: string;
  readonly examples: readonly string[];
}

/** What names of sections say. Every rule that hits counts. */
export const SECTION_NAMES: readonly NameRule[] = [
  {
    pattern: /要闻|头条|新闻(?!发布会|办|出版)|时政|快讯|播报|资讯/,
    weight: 5,
    why: "what a site calls its news",
    examples: ["高新要闻", "新闻中心", "本地新闻", "今日头条"],
  },
  {
    pattern: /动态|今日|信息速递|简讯|(?:镇|镇街|街镇|街道|乡|园区|基层|部门|区县|县市|县区)(?:动态|信息|传真|之窗)?$/,
    weight: 4,
    why: "news of offices and towns",
    examples: ["工作动态", "部门动态", "今日临溪", "镇街传真"],
  },
  {
    pattern: /本地|本市|本县|本区|本省|市内|县内|城事|民生|社会|经济|综合|关注|焦点|聚焦/,
    weight: 2,
    why: "subjects of local news",
    examples: ["社会民生", "本地", "聚焦"],
  },
  {
    pattern: /国内|国际|全国|世界|娱乐|体育|财经|军事|明星|汽车|房产|转载/,
    weight: -8,
    why: "news from elsewhere",
    examples: ["国内国际", "体育"],
  },
  {
    pattern: /公示|公告|通知|招标|采购|中标|招聘|人事|任免|拍卖|土地|预决算|统计|年报/,
    weight: -6,
    why: "notices are no news",
    examples: ["公示公告", "政府采购", "人事任免"],
  },
  {
    pattern:
      /办事|服务|政策|法规|规划|信息公开|政务公开|指南|目录|概况|领导|机构|职能|简介|历史|走进|互动|咨询|信箱|信访|调查|征集|访谈|建议|提案|投诉|查询|下载|表格/,
    weight: -6,
    why: "services and facts of the office",
    examples: ["办事服务", "政策法规", "走进临溪", "领导信箱"],
  },
  {
    pattern: /专题|图片|图库|图集|摄影|视频|直播|音频|广播|电视|论坛|博客|社区|旅游|美食|招商|广告|商城|文学|副刊|学习/,
    weight: -6,
    why: "not stories, or not of today",
    examples: ["专题专栏", "视频新闻", "旅游"],
  },
  {
    pattern:
      /^(?:首页|主页|返回.*|更多.*|more.*|登录|注册|English|繁體?|简体|无障碍.*|网站地图|站点地图|联系我们|关于.*|设为首页|加入收藏|RSS.*|微信|微博|客户端|手机版|数字报|电子报|版权.*|帮助.*|搜索|高级检索)$/i,
    weight: -20,
    why: "no section at all",
    examples: ["首页", "English", "关于我们", "RSS订阅"],
  },
];

/** How much a name sounds like a section of local news; 0 says nothing. */
export function weighSectionName(name: string): number {
  return SECTION_NAMES.reduce((sum, rule) => sum + (rule.pattern.test(name) ? rule.weight : 0), 0);
}

const NEWS_PATH = /\/(?:[a-z]{0,8}(?:xw|yw|dt)|xw[a-z]{0,8}|news\w{0,12}|xinwen|jr[a-z]{2}|local)(?:\/|\.|$)/i;
const OTHER_PATH =
  /\/(?:zwgk|xxgk\w{0,8}|zfxxgk|bsfw|fw|zwfw|gsgg|tzgg|gggs|gg|zcfg|zcjd|zcwj|hdjl|ldxx|zzjg|zjgl|gk|zt\w{0,4}|ztzl|sp|video|tp|photo|bbs|rczp|about\w{0,8}|contact\w{0,8}|login|search|en|english)(?:\/|\.|$)/i;

/** What the spelling of a section's URL says, on the same scale. */
export function weighSectionPath(url: string): number {
  const { pathname } = new URL(url);
  return (NEWS_PATH.test(pathname) ? 3 : 0) - (OTHER_PATH.test(pathname) ? 3 : 0);
}
