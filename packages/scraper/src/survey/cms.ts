/** A publishing system (建站系统) that a page may show signs of. */
export interface CmsSigns {
  readonly id: string;
  /** Name for people. */
  readonly name: string;
  /** What its pages are told by; one hit is enough. */
  readonly signs: readonly RegExp[];
  /** What its URLs are told by, or null. */
  readonly url: RegExp | null;
  /** Markup that the table was written for: the test walks it. */
  readonly example: string;
}

/** Signs of the systems that regional sites are built with (DOMAIN.md section 3.3), the surest first. */
export const CMS_SIGNS: readonly CmsSigns[] = [
  {
    id: "gkmlpt",
    name: "政府信息公开目录平台",
    signs: [/\bgkmlpt\//i],
    url: /\/gkmlpt\//i,
    example: '<script src="/gkmlpt/js/index.js"></script>',
  },
  {
    id: "jpaas",
    name: "大汉 jpaas",
    signs: [/jpaas-publish-server|\bqueryData\s*=\s*["']\{/i],
    url: null,
    example: `<div queryData="{'webId':'1'}" url="/api-gateway/jpaas-publish-server/front/page/build/unit"></div>`,
  },
  {
    id: "hanweb",
    name: "大汉 JCMS",
    signs: [/<datastore>|\/module\/web\/jpage\/|<!--<\$\[|Produced By 大汉网络/i],
    url: /\/col\/col\d+\/|\/art\/20\d\d\/\d{1,2}\/\d{1,2}\/art_\d/i,
    example: '<script type="text/xml"><datastore><recordset></recordset></datastore></script>',
  },
  {
    id: "trs",
    name: "拓尔思 TRS WCM",
    signs: [/\bcreatePageHTML\s*\(|class=["']?(?:TRS_Editor|trs_)|\/t20\d{6}_\d+\.s?html?/i],
    url: /\/t20\d{6}_\d+\.s?html?$/i,
    example: '<script>createPageHTML(5, 0, "index", "shtml");</script>',
  },
  {
    id: "ucap",
    name: "开普 UCAP",
    signs: [/<ucap(?:content|title)\b|getInfoCommon|id=["']?ucap-content/i],
    url: null,
    example: "<UCAPTITLE>清淤工程完工</UCAPTITLE>",
  },
  {
    id: "founder",
    name: "方正翔宇",
    signs: [/<!--enp(?:property|content)|<founder-|name=["']?PagePicMap|app_if\/getArticles/i],
    url: /\/(?:html|layout|content)\/20\d\d-?\d\d\/\d\d\//i,
    example: "<!--enpproperty <articleid>1</articleid>/enpproperty-->",
  },
  {
    id: "vsb",
    name: "博达 VisualSiteBuilder",
    signs: [/id=["']?vsb_content|\bv_news_content\b|\/__local\/|\bvsbcontent_|_vsl\//i],
    url: /\/info\/\d{4}\/\d+\.html?$/i,
    example: '<div id="vsb_content_2"><div class="v_news_content"></div></div>',
  },
  {
    id: "empire",
    name: "帝国 EmpireCMS",
    signs: [/\/e\/public\/ViewClick|\/e\/(?:data|extend|search)\/|\[!--newstext--\]/i],
    url: null,
    example: '<script src="/e/public/ViewClick/?classid=2&id=9"></script>',
  },
  {
    id: "dede",
    name: "织梦 DedeCMS",
    signs: [/\/plus\/(?:count|list|view|search)\.php|\bdede(?:pagetitles|_pages|cms)\b|\/templets\/default\//i],
    url: null,
    example: '<div class="dede_pages"></div>',
  },
  {
    id: "wordpress",
    name: "WordPress",
    signs: [/\/wp-(?:content|includes|json)\//i],
    url: null,
    example: '<link href="/wp-content/themes/a/style.css">',
  },
  {
    id: "phpcms",
    name: "PHPCMS",
    signs: [/index\.php\?m=content&(?:amp;)?c=index|\/statics\/(?:js|css)\/.{0,40}phpcms|Powered by.{0,60}phpcms/i],
    url: /[?&]m=content&c=index&a=/i,
    example: '<a href="/index.php?m=content&c=index&a=lists&catid=6">新闻</a>',
  },
  {
    id: "siteserver",
    name: "SiteServer",
    signs: [/\/sitefiles\/(?:services|assets|bairong)/i],
    url: null,
    example: '<script src="/sitefiles/assets/js/a.js"></script>',
  },
  {
    id: "pbootcms",
    name: "PbootCMS",
    signs: [/\bpbootcms\b/i],
    url: null,
    example: '<meta name="generator" content="PbootCMS">',
  },
  {
    id: "discuz",
    name: "Discuz!",
    signs: [/content="Discuz!|Powered by.{0,60}Discuz!/i],
    url: null,
    example: '<meta name="generator" content="Discuz! X3.4">',
  },
];

/** So much of a page is looked at: the signs stand in the head and around the body. */
const LOOKED_AT = 400_000;

/** The system that a page's text and URL show signs of, or null. */
export function recogniseCms(text: string, url: string): CmsSigns | null {
  const page = text.slice(0, LOOKED_AT);
  return (
    CMS_SIGNS.find(({ url: spelt, signs }) => spelt?.test(url) === true || signs.some((sign) => sign.test(page))) ??
    null
  );
}
