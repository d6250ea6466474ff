/** Hosts on which a site shows the same pages to telephones. */
const MOBILE = /^(?:m|wap|3g|mobile)\.(?=[^.]+\.)/;
const WWW = /^www\.(?=[^.]+\.)/;

/**
 * A path that no other story of a site has, whichever system runs behind the host: it holds six digits in a row,
 * a date, or sixteen letters of a hash. `/a/12.html` on `m.` may be another story than on `www.`.
 */
const TELLING = /\d{6}|(?:19|20)\d\d[-/_](?:0?[1-9]|1[0-2])[-/_]\d{1,2}\D|[\da-f]{16}/i;

/** True when the path alone names one story of its site. */
export function isTellingPath(path: string): boolean {
  return TELLING.test(path);
}

/** The host without `www.`; for a telling path without `m.`, `wap.`, `3g.` and `mobile.` too. */
export function siteHostOf(host: string, path: string): string {
  const plain = host.replace(WWW, "");
  return isTellingPath(path) ? plain.replace(MOBILE, "").replace(WWW, "") : plain;
}

/** The host without any of these, whatever the path. */
export function bareHostOf(host: string): string {
  return host.replace(WWW, "").replace(MOBILE, "").replace(WWW, "");
}
