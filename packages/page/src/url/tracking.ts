/** A query parameter that tells how a reader came, not which page it is. */
interface TrackingParameter {
  readonly name: RegExp;
  /** Only these values; absent: any. */
  readonly value?: RegExp;
  readonly host?: RegExp;
  readonly path?: RegExp;
}

const TRACKING: readonly TrackingParameter[] = [
  // Campaigns and clicks of advertisers and statistics: Google, Baidu, Matomo, Facebook, Microsoft, Yandex.
  { name: /^(?:utm_\w+|mtm_\w+|pk_(?:campaign|kwd|source|medium)|spm|scm|_ga|_gl|hm(?:sr|pl|cu|kw|ci)|bd_vid)$/ },
  {
    name: /^(?:fbclid|gclid|gclsrc|dclid|gbraid|wbraid|msclkid|yclid|ttclid|twclid|igshid|srsltid|mc_[ce]id|clickid)$/,
  },
  // What readers' apps add when a page is shared.
  { name: /^(?:isappinstalled|nsukey|share_token|share_from|sharefrom|weixin_share|wxshare|wechat_share)$/ },
  { name: /^(?:tdsourcetag|wfr|tt_from|fb_(?:ref|source|action_ids)|s_cid|xtor)$/ },
  { name: /^from$/, value: /^(?:singlemessage|groupmessage|timeline|weixin|wechat|qq|qzone|weibo|share|app|appmsg)$/i },
  // Sessions.
  { name: /^(?:phpsessid|jsessionid|aspsessionid\w*|session_?id|sessid|cfid|cftoken|oscsid|zenid)$/ },
  // What defeats caches.
  { name: /^(?:_|rnd|rand|random|nocache|timestamp|_t)$/, value: /^(?:0\.\d+|\d{10,17})$/ },
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

const SESSION = /^(?:sid|sess|session)=[\da-z]{26,64}$/i;

/**
 * True for a raw `name=value` that looks like a session but could name the page where nothing else does: short
 * ones are sites and sections.
 */
export function mayBeSession(part: string): boolean {
  return SESSION.test(part);
}
