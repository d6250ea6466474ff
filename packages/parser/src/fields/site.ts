import type { ArticleSite, Removal } from "@caibian/schema";

import type { PageLines } from "../read/lines.ts";
import { matchRule } from "../strip/match-rule.ts";
import type { RuleZone } from "../strip/rule.ts";

const ICP =
  /[京津冀晋蒙辽吉黑沪苏浙皖闽赣鲁豫鄂湘粤桂琼渝蜀黔滇藏陕陇青宁新川贵云甘秦]\s?ICP\s?备\s?\d{6,10}(?:\s?号)?(?:\s?[-－–—]\s?\d{1,4})?(?:\s?号)?/i;
const POLICE = /\p{Script=Han}公网安备\s?[:：]?\s?\d{12,14}\s?号?/u;
const SITE_CODE = /网站标识码\s?[:：]?\s?(\d{10}|bm\d{8})/i;
const FOOTER_ZONES: ReadonlySet<RuleZone> = new Set(["tail", "anywhere"]);
const FOOTER_GROUPS = /^(?:filing|contact)\//;
/** Words that every rule of these groups needs one of. */
const FOOTER_WORD =
  /ICP|备|公网|许可|网文|刊号|视听|标识码|主办|承办|协办|主管|支持|维护|power|produc|copyright|©|版权|rights|联系|站长|合作|热线|投稿|爆料|客服|邮箱|mail|QQ|传真|举报/i;
const MOST_FOOTER_LINES = 20;

/** What the page says of its site. */
export function readSite(page: PageLines, url: string | null, siteName: string | null): ArticleSite {
  let icp: string | null = null;
  let police: string | null = null;
  let siteCode: string | null = null;
  for (const { text } of page.lines) {
    if (text.length > 1000 || !/备|标识码/.test(text)) continue;
    icp ??= ICP.exec(text)?.[0].trim() ?? null;
    police ??= POLICE.exec(text)?.[0].trim() ?? null;
    siteCode ??= SITE_CODE.exec(text)?.[1] ?? null;
  }
  const { metas } = page.head;
  const code = metas.get("siteidcode")?.[0] ?? "";
  return {
    host: url !== null && URL.canParse(url) ? new URL(url).hostname : null,
    name: siteName,
    icp,
    police,
    siteCode: siteCode ?? (/^(?:\d{10}|bm\d{8})$/.test(code) ? code : null),
  };
}

/** Footer lines outside the body that a rule knows: evidence that belongs in the record. */
export function footerRemovals(page: PageLines, from: number): Removal[] {
  const removed: Removal[] = [];
  for (const line of page.lines.slice(from)) {
    if (removed.length >= MOST_FOOTER_LINES) break;
    if (!FOOTER_WORD.test(line.text)) continue;
    const rule = matchRule(line.text, FOOTER_ZONES);
    if (rule !== null && FOOTER_GROUPS.test(rule.id)) removed.push({ rule: rule.id, text: line.text, where: "tail" });
  }
  return removed;
}
