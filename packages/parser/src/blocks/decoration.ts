import type { Medium } from "../read/lines.ts";

/** Names of pictures that decorate a page: icons of tools and file types, QR codes (二维码), spacers, placeholders. */
const FILE_NAME =
  /^(?:icon|ico|logo|share|weixin|wechat|wx|weibo|sina|qq|qzone|qr|qrcode|ewm|erweima|spacer|space|blank|pixel|transparent|loading|lazyload|placeholder|gr[ea]y|bg|btn|button|arrow|line|dot|avatar|print|close|1x1|s)[\d_-]{0,8}$|(?:^|[_-])(?:icon|ico|logo|qrcode|qr|ewm|erweima|spacer|sharebtn|loading|placeholder)(?:[_-]|\d|$)/i;
const FOLDER = /\/(?:icons?|emoji|emoticons?|faces?|smil(?:ey|ies)|fileTypeImages|sharebtn)\//i;
const ALT = /二维码|扫一扫|分享到|^(?:logo|icon|微信|微博|qq|打印|关闭|返回|loading|qr ?code|advertisement|广告)$/i;
const LONGEST_NAME = 60;

/** True for a picture that is part of the page's furniture and not of its story. */
export function isDecoration(medium: Medium): boolean {
  if (medium.kind !== "image") return false;
  if (medium.alt.length <= LONGEST_NAME && ALT.test(medium.alt)) return true;
  const [path = ""] = medium.url.split(/[?#]/, 1);
  const name = path.slice(path.lastIndexOf("/") + 1);
  const [stem = ""] = name.split(".", 1);
  return FOLDER.test(path.slice(-200)) || (stem.length <= LONGEST_NAME && FILE_NAME.test(stem));
}
