/** A page by which a guard (WAF, 防护) says no. It is told apart to be left alone, never to be got around. */
export interface GuardRule {
  /** Stands in `blocked:<id>`. */
  readonly id: string;
  readonly why: string;
  /** Statuses that it comes with; default any. */
  readonly statuses?: readonly number[];
  /** Names in its script: a longer page of status 200 is looked at for these alone. */
  readonly script?: readonly string[];
  /** Response headers that tell it, with one of its statuses. */
  readonly header?: (headers: Readonly<Record<string, string>>) => boolean;
  readonly pattern: RegExp;
  /** What it must say with a fine status, where a story may use the words of `pattern`. Default `pattern`. */
  readonly whenFine?: RegExp;
  /** Pages that it must know, and pages of other making. */
  readonly hits: readonly string[];
  readonly misses: readonly string[];
}

const OK_OR_ERRORS = [200, 202, 400, 401, 403, 405, 406, 412, 418, 429, 444, 493, 500, 502, 503, 512, 521] as const;

/** Every guard that we know, the most certain first. */
export const GUARDS: readonly GuardRule[] = [
  {
    id: "jsl",
    why: "加速乐 answers 521 or 512; Cloudflare's 521 means that the site is down, which is a failure",
    statuses: [512, 521],
    header: (headers) => /__jsl/.test(headers["set-cookie"] ?? ""),
    pattern: /<script|__jsl/i,
    hits: ["<script>document.cookie=('_')+('_')+('jsl')</script>"],
    misses: ["<title>521: Web server is down</title>"],
  },
  {
    id: "jsl",
    why: "加速乐 and 创宇盾 set __jsl_clearance by a script",
    script: ["__jsl_clearance"],
    pattern: /__jsl_clearance|<title>[^<]{0,40}(?:创宇盾|知道创宇云)/,
    hits: ["<script>document.cookie='__jsl_clearance_s=1;'</script>", "<title>访问拦截 - 创宇盾</title>"],
    misses: ["<script>document.cookie='sid=1'</script>"],
  },
  {
    id: "rs",
    why: "瑞数 answers 412, 400 or 202 with nothing but a script that builds $_ts",
    statuses: [200, 202, 400, 412],
    script: ["$_ts"],
    pattern: /\$_ts\s*=\s*(?:window|\{)|\$_ts\.(?:nsd|cd)\s*=/,
    hits: ['<script>$_ts=window["$_ts"];if(!$_ts)$_ts={};$_ts.nsd=8;</script>'],
    misses: ["<script>var my$_tsar = {}</script>"],
  },
  {
    id: "rs",
    why: "瑞数 of other makes: 412 is no status of a page, and with a script it is a challenge",
    statuses: [412],
    pattern: /<script/i,
    hits: ['<!DOCTYPE html><script src="/5Lfnq.js"></script>'],
    misses: ["<h1>412 Precondition Failed</h1>"],
  },
  {
    id: "acw",
    why: "阿里云 sets acw_sc__v2 by a script, with 200",
    script: ["acw_sc__v2", "acw_sc__v3"],
    pattern: /acw_sc__v[23]/,
    hits: ["<script>var arg1='3F';function setCookie(){document.cookie='acw_sc__v2='}</script>"],
    misses: ["<script>acw = 2</script>"],
  },
  {
    id: "hoy",
    why: "a cookie HOY_TR by script (procurement sites)",
    script: ["HOY_TR"],
    pattern: /HOY_TR/,
    hits: ["<script>document.cookie='HOY_TR=AB'</script>"],
    misses: ["<p>AHOY TRIP</p>"],
  },
  {
    id: "ctyun",
    why: "电信云防护 answers 405 or 403 with its name",
    statuses: OK_OR_ERRORS,
    pattern: /电信云(?:防护|盾)|天翼云(?:防护|盾|WAF)/,
    whenFine: />\s*(?:电信云(?:防护|盾)|天翼云(?:防护|盾|WAF))\s*</,
    hits: ["<title>405</title><h1>电信云防护</h1>"],
    misses: ["<title>405</title><p>Method Not Allowed</p>"],
  },
  {
    id: "aliyun",
    why: "阿里云 answers 405 with a long apology",
    statuses: OK_OR_ERRORS,
    pattern: /访问的URL有可能对网站造成安全威胁|errors\.aliyun\.com/,
    hits: ["<div>很抱歉，由于您访问的URL有可能对网站造成安全威胁，您的访问被阻断。</div>"],
    misses: ["<div>很抱歉，您访问的页面不存在</div>"],
  },
  {
    id: "cloudflare",
    why: "a challenge or a refusal by Cloudflare",
    statuses: [403, 429, 503],
    header: (headers) => headers["cf-mitigated"] === "challenge",
    pattern: /<title>(?:Just a moment\.\.\.|Attention Required! \| Cloudflare)<\/title>/,
    hits: ["<title>Just a moment...</title>"],
    misses: ["<title>Web server is down</title>"],
  },
  {
    id: "captcha",
    why: "a page whose whole title is a check for people (人机验证)",
    statuses: OK_OR_ERRORS,
    pattern: /<title>\s*(?:滑动|安全|人机|访问|身份|浏览器安全)?(?:身份)?(?:验证码?|检查)(?:页面|中心|中)?\s*<\/title>/,
    hits: ["<title>安全验证</title><div id=slider></div>", "<title> 人机身份验证 </title>"],
    misses: ["<title>安全验证系统在我市上线_柳河在线</title>", "<title>安全检查组到东岭镇检查</title>"],
  },
  {
    id: "waf",
    why: "what firewalls of many makes say",
    statuses: OK_OR_ERRORS,
    pattern:
      /您的(?:访问|请求|操作)(?:行为)?(?:已|可能)?被(?:拦截|阻断|拒绝|禁止)|(?:当前)?访问(?:已)?被(?:拦截|阻断)|请求(?:已)?被(?:网站管理员)?(?:设置)?(?:拦截|阻断)|已被网站管理员设置拦截|访问(?:过于|太)频繁|您的IP(?:地址)?(?:已)?被(?:封禁|限制|拦截|禁止)|网站防火墙/,
    // Said to us: at the start of what an element says, or all of it.
    whenFine:
      /(?:^|>)\s*(?:(?:(?:抱歉|对不起)[，,!！]\s*)?(?:您的(?:访问|请求|操作|IP)[^<>]{0,30}被(?:网站管理员)?(?:设置)?(?:拦截|阻断|拒绝|禁止|封禁|限制)|(?:您的?)?(?:当前)?访问(?:(?:过于|太)频繁|(?:已)?被(?:拦截|阻断))\s*[，,。！!；;<])|网站防火墙\s*<)/,
    hits: [
      "<h1>您的访问被拦截</h1>",
      "<p>您的请求带有不合法参数，已被网站管理员设置拦截！</p>",
      "<p>您的IP已被封禁</p>",
      "<p>访问过于频繁，请稍后再试</p>",
    ],
    misses: ["<h1>403 Forbidden</h1>", "<p>您访问的页面不存在</p>"],
  },
];
