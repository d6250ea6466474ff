import type { ArticleSite, Removal } from "@caibian/schema";

import type { BodyRange } from "../locate/body.ts";
import type { PageLines } from "../read/lines.ts";

const ICP =
  /[京津冀晋蒙辽吉黑沪苏浙皖闽赣鲁豫鄂湘粤桂琼渝蜀黔滇藏陕陇青宁新川贵云甘秦]\s?[IiＩ][CcＣ][PpＰ]\s?备(?:\s?案)?(?:\s?第)?\s?[\d０-９]{6,10}(?:\s?号)?(?:\s?[-－–—]\s?[\d０-９]{1,4})?(?:\s?号)?/;
const POLICE = /\p{Script=Han}公网安备\s?[:：]?\s?(?:\d\s?){12,14}号?/u;
const SITE_CODE = /网站标识码\s?[:：]?\s?(\d{10}|bm\d{8})/i;
const SHOWN_CODE = /^(?:\d{10}|bm\d{8})$/;
/** 版权所有:某某日报社, 某某网 版权所有. */
const OWNER = /版权所有\s?[:：©]\s?(\p{Script=Han}{3,20})|(?:^|[\s©]|(?:19|20)\d\d)(\p{Script=Han}{3,20})\s?版权所有/u;
const LONGEST = 1000;
const FOOTER = /^(?:filing|licence|owner|contact|statement|structure)\//;
const NAMES_SITE = /备|标识码|版权所有/;

/** What the page says of its site: in the lines that were taken out as footers, then in those outside the story. */
export function readSite(
  page: PageLines,
  body: BodyRange | null,
  taken: readonly Removal[],
  url: string | null,
  siteName: string | null,
): ArticleSite {
  const footers = taken.flatMap(({ rule, text }) => (FOOTER.test(rule) ? [text] : []));
  for (const { index, text } of page.lines) {
    const isInside = body !== null && index >= body.from && index < body.to;
    if (!isInside && text.length <= LONGEST && NAMES_SITE.test(text)) footers.push(text);
  }
  const first = (pattern: RegExp): string | null => {
    for (const text of footers) {
      const found = pattern.exec(text);
      if (found !== null) return (found[1] ?? found[2] ?? found[0]).trim();
    }
    return null;
  };
  const code = page.head.metas.get("siteidcode")?.[0] ?? "";
  return {
    host: url !== null && URL.canParse(url) ? new URL(url).hostname : null,
    name: siteName ?? first(OWNER),
    icp: first(ICP),
    police: first(POLICE),
    siteCode: first(SITE_CODE) ?? (SHOWN_CODE.test(code) ? code : null),
  };
}
