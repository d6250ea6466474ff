import { divisionOf } from "./divisions.ts";

/** The character before 公网安备 or ICP, and the first two digits of its province's codes (DOMAIN 2.1, 2.3). */
const PROVINCES: ReadonlyMap<string, string> = new Map(
  "京11 津12 冀13 晋14 蒙15 辽21 吉22 黑23 沪31 苏32 浙33 皖34 闽35 赣36 鲁37 豫41 鄂42 湘43 粤44 桂45 琼46 渝50 川51 蜀51 黔52 贵52 滇53 云53 藏54 陕61 秦61 甘62 陇62 青63 宁64 新65"
    .split(" ")
    .map((pair) => [pair.charAt(0), pair.slice(1)]),
);
const POLICE = /^(.)公网安备\D*(\d{6})/u;

/**
 * The region that a footer's 政府网站标识码 gives, if nothing on the page speaks against it: templates are copied with
 * their numbers (陕公网安备 34… beside 标识码 3406…). `isConfirmed` when the police number names the same city.
 */
export function regionOfSite(
  siteCode: string | null,
  police: string | null,
): { readonly code: string; readonly isConfirmed: boolean } | null {
  if (siteCode === null || !/^\d{10}$/.test(siteCode)) return null;
  const code = siteCode.slice(0, 6);
  if (divisionOf(code) === null) return null;
  const match = police === null ? null : POLICE.exec(police);
  if (match === null) return { code, isConfirmed: false };
  const [, province = "", unit = ""] = match;
  const isCopied = (PROVINCES.get(province) ?? unit.slice(0, 2)) !== unit.slice(0, 2);
  if (isCopied || unit.slice(0, 2) !== code.slice(0, 2)) return null;
  return { code, isConfirmed: unit.slice(0, 4) === code.slice(0, 4) };
}
