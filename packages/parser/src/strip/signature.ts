import type { Line } from "../read/lines.ts";

const DAY =
  /^[\s\u3000]*(?:(?:19|20)\d{2}[\s\u3000]?年[\s\u3000]?\d{1,2}[\s\u3000]?月[\s\u3000]?\d{1,2}[\s\u3000]?日|[一二][〇○零Ｏ一二三四五六七八九]{3}年[一二三四五六七八九十]{1,2}月[一二三四五六七八九十]{1,3}日)[\s\u3000]*$/;
/** What the names of offices and of other bodies that give notice end in. */
const OFFICE =
  /^[\p{Script=Han}\p{L}（）()\s\u3000]{3,40}(?:局|委|处|處|室|厅|廳|府|院|会|會|中心|办|办公室|公司|集团|学校|大学|部|所|站|队|社|厂|组|团|镇|乡|街道|支队|总队|銀行|银行|馆|段|校)[\s\u3000]*$/u;

/** True for a day below the name of an office: 落款, the signature of a notice. */
export function isSignature(office: Line, day: Line): boolean {
  return office.stops === 0 && office.links === 0 && DAY.test(day.text) && OFFICE.test(office.text);
}
