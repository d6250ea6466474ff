import { createHash } from "node:crypto";

import { tokenOf } from "../write/story.ts";
import { escapeHtml, PLAIN, renderBody, renderFooter, renderLinks, stampOf, type Archetype } from "./archetype.ts";

/** TRS WCM: gov metas, stale `alt` dates in the info line, a style element and a nested editor block in the body. */
export const TRS: Archetype = {
  id: "trs",
  length: "report",
  precision: "minute",
  path: (story) => {
    const { date, year, month } = stampOf(story.publishedMs);
    return `/xwzx/${year}${month}/t${date.replaceAll("-", "")}_${story.number}.shtml`;
  },
  source: (story) => `${story.section}发布`,
  author: () => null,
  render: (story, { host, related }) => {
    const { date, minute } = stampOf(story.publishedMs);
    const title = escapeHtml(story.title);
    return `<!DOCTYPE html>
<html lang="zh-CN"><head><meta charset="utf-8">
<title>${title}_要闻_${host.title}</title>
<meta name="SiteName" content="${host.title}"><meta name="SiteDomain" content="${host.name}"><meta name="SiteIDCode" content="${host.siteCode}">
<meta name="ColumnName" content="要闻"><meta name="ArticleTitle" content="${title}">
<meta name="PubDate" content="${date} ${minute}"><meta name="ContentSource" content="${story.section}发布">
<meta name="Keywords" content=""><meta name="Author" content=""><meta name="Description" content="">
</head><body>
<div class="header"><a href="/">首页</a> | <a href="/xwzx/">新闻中心</a> | <a href="/zwgk/">政务公开</a> | <a href="/hdjl/">互动交流</a></div>
<div class="position">当前位置：<a href="/">首页</a> &gt; <a href="/xwzx/">新闻中心</a> &gt; 要闻</div>
<div class="detail-article-title"><h1>${title}</h1></div>
<ul class="detail-article-infos"><li><span alt="时间：2017-11-08 20:26">时间：${date} ${minute}</span></li>
<li><span alt="来源：省政府办公厅">来源：${story.section}发布</span></li>
<li class="tools"><a>打印</a> 字体：<a>放大</a> <a>正常</a> <a>缩小</a></li></ul>
<div class="article-body">
<!--<div class="TRS_Editor"><p>旧稿占位，不显示。</p></div>-->
<div class="TRS_Editor"><style type="text/css">.TRS_Editor P{margin-top:0;line-height:2;font-size:12pt;}</style>
<div class="TRS_Editor">
${renderBody(story.body, PLAIN)}
</div></div></div>
<div class="xgxw"><h3>相关新闻</h3><ul>
${renderLinks(related)}
</ul></div>
<div class="ewm">扫一扫在手机打开当前页面</div>
${renderFooter(host)}
</body></html>`;
  },
};

/** UCAP city portal: custom upper-case elements, a 32-hex address, the page-break marker in the text. */
export const UCAP: Archetype = {
  id: "ucap",
  length: "report",
  precision: "minute",
  path: (story) => {
    const { year, month } = stampOf(story.publishedMs);
    return `/szyw/${year}${month}/${createHash("md5").update(tokenOf(story.number)).digest("hex")}.shtml`;
  },
  source: (_, host) => host.title,
  author: () => null,
  render: (story, { host }) => {
    const { date, minute } = stampOf(story.publishedMs);
    const title = escapeHtml(story.title);
    return `<!DOCTYPE html>
<html><head><meta charset="UTF-8"><title>${title} - ${host.title}</title></head><body>
<div class="nav"><a href="/">首页</a><a href="/szyw/">时政要闻</a></div>
<div class="article-title"><UCAPTITLE>${title}</UCAPTITLE></div>
<div class="article-info">发布时间：${date} ${minute}　来源：${host.title}　浏览次数：<span id="hits"></span>　【字体：<a>大</a> <a>中</a> <a>小</a>】</div>
<div id="zoomcon"><UCAPCONTENT>
${renderBody(story.body, { ...PLAIN, heading: (text) => `<p style="font-weight:bold">${text}</p>` })}
<p>#PAGE_BREAK#</p>
</UCAPCONTENT></div>
<div class="share">分享到：<a>微信</a><a>微博</a></div><div class="close"><a>打印本页</a><a>关闭窗口</a></div>
${renderFooter(host)}
</body></html>`;
  },
};

/** hanweb JCMS: comments around the fields, the whole body in one paragraph with `<br>` and two-em indents. */
export const HANWEB: Archetype = {
  id: "hanweb",
  length: "report",
  precision: "day",
  path: (story) => {
    const { year, month, day } = stampOf(story.publishedMs);
    return `/art/${year}/${Number(month)}/${Number(day)}/art_1256_${story.number}.html`;
  },
  source: () => "省融媒中心",
  author: () => null,
  render: (story, { host }) => {
    const { date, minute, second } = stampOf(story.publishedMs);
    const title = escapeHtml(story.title);
    const lines = renderBody(story.body, {
      paragraph: (text) => `　　${text}<br>`,
      heading: (text) => `　　<b>${text}</b><br>`,
      image: (src, caption) => `<img src="/picture/${src}"><br>${caption}<br>`,
    });
    return `<!DOCTYPE html PUBLIC "-//W3C//DTD XHTML 1.0 Transitional//EN" "http://www.w3.org/TR/xhtml1/DTD/xhtml1-transitional.dtd">
<html xmlns="http://www.w3.org/1999/xhtml"><head><meta http-equiv="Content-Type" content="text/html; charset=utf-8" />
<title>${title}</title><meta name="contentSource" content="省融媒中心" /><meta name="SiteIDCode" content="" />
<meta name="PubDate" content="${date}" /><meta name="Maketime" content="2024-07-01 ${second}" /></head><body>
<div class="top">今天是2024年7月1日 星期一 ${minute}</div>
<p class="con-title"><!--<$[标题]>begin-->${title}<!--<$[标题]>end--></p>
<div class="small-title"><span>发布日期：${date}</span><span>浏览次数： </span><span>信息来源：省融媒中心</span></div>
<div id="zoom" class="main-txt"><!--<$[信息内容]>begin--><!--ZJEG_RSS.content.begin--><meta name="ContentStart"><p>${lines}</p><meta name="ContentEnd"><!--ZJEG_RSS.content.end--><!--<$[信息内容]>end--></div>
<div class="foot"><p>主办：${host.title}丨承办：信息中心丨${host.icp}</p><p>${host.police}丨网站标识码：${host.siteCode}</p><p>Produced By 版通发布系统</p></div>
</body></html>`;
  },
};

/** vsb notice: a body element nested in the content, a counter that a script fills, a form around all of it. */
export const VSB: Archetype = {
  id: "vsb",
  length: "report",
  precision: "day",
  path: (story) => `/info/1016/${story.number}.htm`,
  source: () => null,
  author: (story) => story.author,
  render: (story, { host, related }) => {
    const { year, month, day } = stampOf(story.publishedMs);
    const title = escapeHtml(story.title);
    return `<!DOCTYPE html><html><head><meta charset="utf-8"><title>${title}-${host.title}</title></head><body>
<div class="nav"><a href="/index.htm">网站首页</a> <a href="/news/list.asp">新闻动态</a></div>
<form name="_newscontent_fromname"><div class="content">
<h1 align="center">${title}</h1>
<div class="info">发布日期：${year}年${month}月${day}日　作者：${story.author}　点击数：<script>_showDynClicks("wbnews", 1016, ${story.number})</script></div>
<div id="vsb_content"><div class="v_news_content"><body>
${renderBody(story.body, { ...PLAIN, image: (src, caption) => `<p class="vsbcontent_img"><img class="img_vsb_content" src="/__local/${src}"></p><p style="text-align:center">${caption}</p>` })}
</body></div></div>
<p>上一条：<a href="${related[0]?.href ?? "#"}">${escapeHtml(related[0]?.title ?? "没有了")}</a></p>
<p>下一条：<a href="${related[1]?.href ?? "#"}">${escapeHtml(related[1]?.title ?? "没有了")}</a></p>
</div></form>${renderFooter(host)}</body></html>`;
  },
};
