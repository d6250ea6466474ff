import type { StripRule } from "../rule.ts";

/** Share bars, reading tools, counters. */
export const shareRules: readonly StripRule[] = [
  {
    id: "share/bar",
    where: "anywhere",
    pattern:
      /^(?:分享(?:到|至|给|让更多人看到)?|(?:一键)?转发(?:到)?|扫一扫(?:在手机|分享|,?用手机).{0,20}|分享到:?.{0,60}|推荐到豆瓣|更多分享.{0,10}|复制链接|微信扫一扫.{0,30}|用微信.{0,6}扫.{0,30}|打开微信.{0,50}) ?:?$/,
    maxLength: 80,
    why: "share tools",
    hits: ["分享到：", "分享到: 微信 新浪微博 QQ空间", "扫一扫在手机打开当前页"],
    misses: ["分享会吸引了三百人。", "市民扫一扫二维码即可乘车，刷卡同样方便。"],
  },
  {
    id: "share/tools",
    where: "anywhere",
    pattern:
      /^[[【(]?(?:字号|字体(?:大小)?|调整字体|大|中|小|超大|默认|打印(?:本页|此页|文章)?|关闭(?:窗口|本页)?|收藏(?:本文|此页)?|纠错|我要纠错|返回(?:顶部|首页|列表)|语音播报|朗读|繁体|A\+|A-|举报|我要评论|网友评论|发表评论|评论|点赞|在看|赞|顶|踩|推荐|投稿|复制|保存|[: /|·[\]【】()+-]|\d{1,6})+[\]】)]?$/,
    maxLength: 60,
    why: "reading tools",
    hits: ["【字体：大 中 小】", "打印 关闭", "打印本页 | 关闭窗口", "【纠错】"],
    misses: ["关闭12家企业", "打印店老板小王"],
  },
  {
    id: "share/counter",
    where: "anywhere",
    pattern: /^(?:浏览(?:次数|量)?|点击(?:数|量|率)?|阅读(?:量|数|次数)?|访问量|人气|评论(?:数)?) ?[::(] ?\d* ?次?\)?$/,
    maxLength: 30,
    why: "counters that a script fills",
    hits: ["浏览次数：", "点击数: 123次", "阅读：1024"],
    misses: ["阅读：一种生活方式"],
  },
  {
    id: "share/follow",
    where: "anywhere",
    pattern:
      /^(?:点击(?:上方|蓝字|下方).{0,30}(?:关注|订阅)(?:我们|我)?|(?:长按|扫描|识别|扫码|微信扫描).{0,12}(?:二维码|关注).{0,40}|阅读原文|点击.{0,4}阅读原文|关注.{0,16}(?:公众号|微信号|官方微[信博])[^。]{0,30})[!。.~]?$/,
    maxLength: 80,
    why: "WeChat openers and tails",
    hits: ["点击上方“某地发布”关注我们", "扫描下方二维码关注公众号", "长按识别二维码"],
    misses: ["扫描全能王软件更新了识别功能。"],
  },
  {
    id: "share/player",
    where: "anywhere",
    pattern:
      /^(?:您的浏览器不支持.{0,30}|\d\d:\d\d ?\/ ?\d\d:\d\d|视频加载中.{0,10}|正在播放.{0,3}|点击播放.{0,10}|(?:Your browser does not support).{0,60})$/i,
    why: "fallback words of players",
    hits: ["您的浏览器不支持video标签", "00:00/01:23"],
    misses: ["10:30/12:00 两个班次照常"],
  },
];
