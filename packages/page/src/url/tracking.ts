/** A query parameter that tells how a reader came, not which page it is. */
interface TrackingParameter {
  readonly name: RegExp;
  /** Only these values; absent: any. */
  readonly value?: RegExp;
  readonly host?: RegExp;
  readonly path?: RegExp;
}

const TRACKING: readonly TrackingParameter[] = [
  { name: /^(?:utm_\w+|spm|scm|fbclid|gclid|yclid|msclkid|_ga|hmsr|hmpl|hmcu|hmkw|hmci|isappinstalled|nsukey)$/ },
  { name: /^(?:share_token|share_from|sharefrom|weixin_share|wxshare|wechat_share|tdsourcetag|wfr|tt_from)$/ },
  { name: /^(?:phpsessid|jsessionid|aspsessionid\w*|session_?id)$/ },
  { name: /^from$/, value: /^(?:singlemessage|groupmessage|timeline|weixin|wechat|qq|qzone|weibo|share|app|appmsg)$/i },
  // The same epaper story is linked from the page map and from the text list.
  { name: /^div$/, value: /^-?\d*$/, path: /(?:content|node)_[\w-]*\.s?html?$/i },
  {
    name: /^(?:scene|subscene|ascene|chksm|clicktime|enterid|devicetype|version|nettype|lang|pass_ticket|exportkey|key|uin|wx_header|mpshare|srcid|sharer_\w+|sessionid|abtest_cookie|fontgear|fontscale|countrycode|poc_token|exptype|rd2werd)$/,
    host: /^mp\.weixin\.qq\.com$/,
  },
];

/** True for one raw `name=value` of a query that the page's identity does not need. */
export function isTracking(part: string, hostname: string, path: string): boolean {
  const equals = part.indexOf("=");
  const name = (equals === -1 ? part : part.slice(0, equals)).toLowerCase();
  const value = equals === -1 ? "" : part.slice(equals + 1);
  return TRACKING.some(
    (rule) =>
      rule.name.test(name) &&
      (rule.value?.test(value) ?? true) &&
      (rule.host?.test(hostname) ?? true) &&
      (rule.path?.test(path) ?? true),
  );
}
