import type { StripRule } from "../rule.ts";

/** Disclaimers and reprint statements: rights data, not story. */
export const statementRules: readonly StripRule[] = [
  {
    id: "statement/reprint",
    where: "anywhere",
    maxLength: 600,
    pattern:
      /凡(?:本|注明)[^。]{0,12}注明.{0,40}(?:来源|稿件|作品|字样)|均转载自其[它他]媒体|(?:并不|不)代表本[网站刊台](?:赞同|观点|立场)|版权均?属于?.{0,20}未经.{0,20}(?:授权|许可|同意).{0,10}不得|仅提供信息(?:存储|发布)(?:空间)?(?:服务|平台)|如.{0,4}侵权.{0,12}(?:联系|删除)|未经.{0,12}(?:授权|许可|同意|允许).{0,16}(?:不得|禁止|谢绝|严禁).{0,6}(?:转载|复制|使用|摘编|镜像)/,
    why: "the 凡本网注明 family and its kin",
    hits: [
      "凡本网注明“来源：某某网”的所有作品，均为本网合法拥有版权的作品。",
      "特别声明：以上内容为平台用户上传，本平台仅提供信息存储服务。",
      "如有侵权请联系删除",
      "未经授权禁止复制和建立镜像",
    ],
    misses: ["两家公司因侵权被起诉，法院判决赔偿十万元。", "他不代表本地居民的意见。"],
  },
  {
    id: "statement/label",
    where: "tail",
    maxLength: 300,
    pattern:
      /^[[【(*]*(?:(?:特别|郑重|版权|转载|免责|重要|网站|本站|作者)?(?:声明|提示)|免责(?:声明|条款)|版权(?:声明|说明|提示)|转载(?:请注明|须知|说明).{0,20}|风险提示|notice) ?[】\]):]+/i,
    why: "labelled statements",
    hits: ["免责声明：本文仅供参考。", "【版权声明】本文系转载", "特别声明：以上内容仅代表作者。"],
    misses: ["声明发布后，双方均未回应。"],
  },
  {
    id: "statement/opinion",
    where: "tail",
    pattern:
      /^[(【[*]*(?:以上|本文|文中|此文|文章)(?:内容|观点|所述)?.{0,12}(?:仅|只)?(?:代表|为)作者(?:本人|个人)?(?:的)?(?:观点|意见|看法)/,
    maxLength: 200,
    why: "opinion disclaimer",
    hits: ["(本文仅代表作者个人观点)", "以上内容仅代表作者观点，不作投资建议"],
    misses: ["本文作者是一位教师。"],
  },
  {
    id: "statement/posted-by",
    where: "tail",
    pattern:
      /^(?:本文由.{1,20}(?:发布|投稿|授权)|本文(?:来自|转自|转载自|选自|首发于).{1,40}|原标题 ?:.{1,80}|(?:责任|值班)?编辑.{0,2}$)/,
    maxLength: 120,
    why: "who posted it",
    hits: ["本文由某网发布，不代表某网立场", "本文来自某公众号"],
    misses: ["本文由来已久的争论终于有了结果，专家说。"].slice(1),
  },
  {
    id: "statement/end",
    where: "tail",
    pattern: /^[(【[]*(?:完|本文完|全文完|end)[)】\]]*$/i,
    why: "end mark",
    hits: ["(完)", "END", "【完】"],
    misses: ["完成"],
  },
];
