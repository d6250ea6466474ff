import type { StripRule } from "../rule.ts";

/** 备案号 and licences: a number grammar decides, never the bare word. */
export const filingRules: readonly StripRule[] = [
  {
    id: "filing/icp",
    where: "anywhere",
    pattern:
      /[京津冀晋蒙辽吉黑沪苏浙皖闽赣鲁豫鄂湘粤桂琼渝蜀黔滇藏陕陇青宁新川贵云甘秦] ?ICP ?(?:备|证) ?(?:[::]? ?(?:[A-Z]\d-)?)?\d{6,10}/i,
    why: "非经营性 ICP 备案: province character, digits, optional site number",
    hits: [
      "备案号:粤ICP备18023326号-41 联系网站:85 572 98@qq.com",
      "浙 ICP 备 17005035 号 -1",
      "滇ICP备09010050-5号",
      "陇ICP备 05000593",
      "京ICP证030173号",
    ],
    misses: ["工信部：今年共办理ICP备案号8万个，比去年增长一成。", "该网站未取得《互联网新闻信息服务许可证》。"],
  },
  {
    id: "filing/police",
    where: "anywhere",
    pattern: /(?:[\p{Script=Han}]公网安备|公网监备案证第|公安机关备案号) ?:? ?\d{12,14}/u,
    why: "公安备案 number",
    hits: ["浙公网安备 33010602009328号", "穗公网监备案证第44010650010167"],
    misses: ["公安机关备案的企业已有三百家。"],
  },
  {
    id: "filing/licence",
    where: "anywhere",
    pattern:
      /(?:许可证|网文|经营许可|刊号|视听节目)(?:编号|号码|号|证)?[^。]{0,12}?(?:[A-Z]\d-\d{6,8}|\d{6,13}|字第? ?\d{2,6}号|[[(〔【]\d{4}[\])〕】] ?\d{2,4})/i,
    maxLength: 120,
    why: "news, audiovisual, culture and telecom licences with their numbers",
    hits: [
      "互联网新闻信息服务许可证31120170006",
      "信息网络传播视听节目许可证号:0110516",
      "沪网文[2016]2296-134号 许可证",
    ],
    misses: ["该网站未取得《互联网新闻信息服务许可证》，被责令整改。", "全市共发放食品经营许可证1200余张。"],
  },
  {
    id: "filing/site-code",
    where: "anywhere",
    pattern: /网站标识码 ?:? ?(?:\d{10}|bm\d{8})/i,
    why: "政府网站标识码",
    hits: ["政府网站标识码：3205000012", "网站标识码:bm01000001"],
    misses: ["各单位应当申领网站标识码。"],
  },
  {
    id: "filing/host",
    where: "tail",
    pattern: /^(?:主办(?:单位)?|承办(?:单位)?|协办|主管|技术支持|网站维护|Powered by|Produced By) ?:? ?[^。]{2,60}$/i,
    why: "who runs the site",
    hits: ["主办单位：某市人民政府办公室 承办：某市大数据局", "技术支持：某某网络"],
    misses: ["主办方介绍，活动将持续三天。"],
  },
  {
    id: "filing/copyright",
    where: "anywhere",
    pattern: /^.{0,40}(?:copyright ?(?:©|\(c\)|\d{4})|©|版权所有|all rights reserved)(?!.*。.{10})/i,
    why: "copyright line",
    hits: ["Copyright © 2014~2020 某网 All Rights Reserved", "某某网版权所有 未经授权禁止复制"],
    misses: ["他强调，版权所有人应当依法维权。法院随后公布了三起典型案例。"],
  },
];
