import type { StripRule } from "../rule.ts";

/** Contacts and hotlines of the site, as footers carry them. */
export const contactRules: readonly StripRule[] = [
  {
    id: "contact/site",
    where: "tail",
    pattern:
      /^(?:(?:网站)?联系(?:网站|我们|方式|电话|邮箱)|站长|商务合作|广告(?:合作|热线)|投稿(?:邮箱|热线)?|新闻热线|爆料(?:热线|电话)?|客服|邮箱|E-?mail|QQ|传真) ?:? ?[^。]{0,60}(?:\d[ -]?){5,}/i,
    why: "contact label followed by a number or an address",
    hits: ["联系网站:85 572 98@qq.com", "投稿邮箱：news 123456@qq.com", "新闻热线：0512-12345678"],
    misses: ["咨询电话：0512-12345678，市民可在工作时间拨打。", "举报电话：110"],
  },
  {
    id: "contact/report",
    where: "tail",
    pattern: /^(?:违法和?不良信息|网上有害信息|涉未成年人|网络谣言).{0,10}举报.{0,60}$/,
    why: "举报 lines of the site",
    hits: ["违法和不良信息举报电话：0871-12345678 举报邮箱：a@b.cn"],
    misses: ["接到群众举报后，监察机关应当依法处理。"],
  },
];
