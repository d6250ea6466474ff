import type { Story } from "../write/story.ts";
import {
  escapeHtml,
  PLAIN,
  renderBody,
  renderFooter,
  renderLinks,
  stampOf,
  type Archetype,
  type Surroundings,
} from "./archetype.ts";

/** Founder newspaper site: metadata in comments only, kicker, title and subtitle apart, editor line in brackets, long stories on several pages. */
export const FOUNDER: Archetype = {
  id: "founder",
  length: "report",
  precision: "day",
  path: (story) => {
    const { year, month, day } = stampOf(story.publishedMs);
    return `/html/${year}-${month}/${day}/content_${story.number}.htm`;
  },
  source: (_, host) => host.title,
  author: (story) => story.author,
  render: (story, around) => renderFounder(story, around, 1),
  renderMore: (story, around) =>
    Array.from({ length: founderPages(story) - 1 }, (_, i) => renderFounder(story, around, i + 2)),
};

/** Long stories stand on two pages, the longest on three. */
function founderPages({ body }: Story): number {
  return Math.max(1, Math.min(3, body.length - 5));
}

function renderFounder(story: Story, { host, related }: Surroundings, page: number): string {
  const { date } = stampOf(story.publishedMs);
  const title = escapeHtml(story.title);
  const pages = founderPages(story);
  const size = Math.ceil(story.body.length / pages);
  return `<html><head><meta http-equiv="Content-Type" content="text/html; charset=gb2312">
<title>${title}--${host.title}</title>
<!--enpproperty <articleid>${story.number}</articleid><date>${date}:00:00:00.0</date><author>${story.author}</author><title>${title}</title><keyword></keyword><subtitle>${escapeHtml(story.subtitle)}</subtitle><introtitle>${escapeHtml(story.kicker)}</introtitle><siteid>2</siteid><nodeid>12</nodeid><nodename>要闻</nodename>/enpproperty--></head><body>
<table class="top"><tr><td>您现在的位置：<a href="/html/news/index.htm">${host.title}</a> &gt;&gt; 要闻</td></tr></table>
<div class="introtitle">${escapeHtml(story.kicker)}</div>
<h1 class="title">${title}</h1>
<div class="subtitle">${escapeHtml(story.subtitle)}</div>
<div class="source">${date}　来源：${host.title}　作者：${story.author}</div>
<div class="content"><!--enpcontent--><founder-content>
${renderBody(story.body.slice((page - 1) * size, page * size), PLAIN)}
</founder-content><!--/enpcontent--></div>
${renderPager(story.number, page, pages)}
<p align="right">（责任编辑：${story.editor}）</p>
<div class="about">相关链接<ul>
${renderLinks(related)}
</ul></div>
<div class="disclaimer"><p>凡本网注明“来源：${host.title}”的所有作品，版权均属于${host.title}，未经授权不得转载。</p><p>凡本网注明来源为其他媒体的稿件，均转载自其它媒体，并不代表本网赞同其观点。</p></div>
<div class="foot">${host.title}版权所有 国内统一刊号：CN 99-0053 ${host.icp}</div>
</body></html>`;
}

function renderPager(story: number, page: number, pages: number): string {
  if (pages === 1) return "";
  const fileOf = (number: number): string => `content_${story}${number === 1 ? "" : `_${number}`}.htm`;
  const numbers = Array.from({ length: pages }, (_, i) =>
    i + 1 === page ? `<b>${page}</b>` : `<a href="${fileOf(i + 1)}">${i + 1}</a>`,
  );
  const next = page < pages ? `<a href="${fileOf(page + 1)}">下一页</a>` : "";
  return `<div class="page">${numbers.join(" ")} ${next}</div>`;
}

/** People-style local channel: an unclosed quote in the description, date and time glued, a related list longer than the body. */
export const PEOPLE: Archetype = {
  id: "people",
  length: "report",
  precision: "minute",
  path: (story) => {
    const { year, month, day } = stampOf(story.publishedMs);
    return `/n2/${year}/${month}${day}/c360-${story.number}.html`;
  },
  source: (_, host) => host.title,
  author: () => null,
  render: (story, { host, related }) => {
    const { year, month, day, minute, date } = stampOf(story.publishedMs);
    const title = escapeHtml(story.title);
    return `<!DOCTYPE html><html><head><meta http-equiv="content-type" content="text/html;charset=GB2312">
<title>${title}--地方频道--${host.title}</title>
<meta name="description" content="${title} "详细内容请看正文>
<meta name="author" content="104363"><meta name="editor" content="1610"><meta name="publishdate" content="${date}"><meta name="source" content="来源：${host.title} 原创稿">
</head><body>
<div class="path"><a href="/">${host.title}</a>&gt;&gt;<a href="/html/news/index.htm">地方</a></div>
<div class="text_title"><h3 class="pre">${escapeHtml(story.kicker)}</h3><h1>${title}</h1><h4 class="sub">${escapeHtml(story.subtitle)}</h4>
<div class="box01"><div class="fl">${year}年${month}月${day}日${minute}&nbsp;&nbsp;来源：<a href="/">${host.title}</a></div><div class="fr">分享到：<a>微信</a></div></div></div>
<div id="rwb_zw" class="box_con">
${renderBody(story.body, PLAIN)}
</div>
<div class="edit">(责编：${story.editor}、${story.author})</div>
<div id="rwb_xgxw"><h2>相关新闻</h2><ul>
${renderLinks([...related, ...related, ...related])}
</ul></div>
<div class="foot">人 员 查 询 | 网站声明 | ${host.icp} | ${host.police}</div>
</body></html>`;
  },
};

/** News-agency local channel: no h1, the title in a div, the editor far below, a dateline-free body. */
export const AGENCY: Archetype = {
  id: "agency",
  length: "report",
  precision: "second",
  path: (story) => {
    const { year, month, day } = stampOf(story.publishedMs);
    return `/${year}-${month}/${day}/c_112${String(story.number).padStart(7, "0")}.htm`;
  },
  source: () => "云河融媒",
  author: () => null,
  render: (story, { host }) => {
    const { date, second } = stampOf(story.publishedMs);
    const title = escapeHtml(story.title);
    return `<!DOCTYPE html><html><head><meta charset="utf-8"><title>${title}-${host.title}</title><meta name="publishid" content="112${story.number}.0"></head><body>
<div class="header"><a href="/">${host.title}</a></div>
<div class="h-news"><div class="h-title"> ${title} </div><div class="h-info"><span class="h-time"> ${date} ${second} </span><span>来源：<em id="source"> 云河融媒</em></span></div></div>
<div id="p-detail">
${renderBody(story.body, PLAIN)}
</div>
<div id="div_currpage"></div>
<div class="zan-wap"><span class="tiyi1"><a>【纠错】</a></span> <span class="editor"> 责任编辑： ${story.editor} </span></div>
<div class="foot"><p>Copyright © 2014 - 2024 ${host.title} 版权所有 ${host.icp}</p></div>
</body></html>`;
  },
};

/** EmpireCMS city portal: everything in a td, the site's own disclaimer inside the body, a leaked template tag. */
export const EMPIRE: Archetype = {
  id: "empire",
  length: "report",
  precision: "minute",
  path: (story) => `/news/${stampOf(story.publishedMs).date}/${story.number}.html`,
  source: () => "云河晚报",
  author: (story) => story.author,
  render: (story, { host, related }) => {
    const { date, minute } = stampOf(story.publishedMs);
    const title = escapeHtml(story.title);
    return `<!DOCTYPE html><html><head><meta charset="utf-8"><title>${title}_本地新闻_${host.title}</title></head><body>
<table width="960" class="nav"><tr><td><a href="/">首页</a></td><td><a href="/news/index.html">本地新闻</a></td><td><a href="/bbs/">论坛</a></td></tr></table>
<table width="960"><tr><td class="title_text"><h1>${title}</h1></td></tr>
<tr><td class="info_text" align="center">时间：${date} ${minute}&nbsp;&nbsp;来源：云河晚报&nbsp;&nbsp;作者：${story.author}&nbsp;&nbsp;点击：<script src="/e/public/ViewClick/?classid=3&id=${story.number}"></script>次</td></tr>
<tr><td id="text">
${renderBody(story.body, PLAIN)}
<p>本文由${host.title}发布，不代表${host.title}立场，转载联系作者并注明出处：http://${host.name}/</p>
<p class="pageLink">[!--empirenews.page--]</p></td></tr></table>
<table class="hot"><tr><td>热点推荐</td></tr><tr><td><ul>${renderLinks(related)}</ul></td></tr></table>
${renderFooter(host)}
</body></html>`;
  },
};

/** Video news: a player with its fallback words, and one paragraph. */
export const VIDEO: Archetype = {
  id: "video",
  length: "clip",
  precision: "second",
  path: (story) => {
    const { year, month, day } = stampOf(story.publishedMs);
    return `/video/${year}/${month}/${day}/v_${story.number}.html`;
  },
  source: (_, host) => host.title,
  author: () => null,
  render: (story, { host }) => {
    const { date, second } = stampOf(story.publishedMs);
    const title = escapeHtml(story.title);
    return `<!DOCTYPE html><html><head><meta charset="utf-8"><title>${title}_视频_${host.title}</title></head><body>
<div class="nav"><a href="/">首页</a> <a href="/news/index.html">新闻</a></div>
<h1>${title}</h1><div class="meta"><span>${date} ${second}</span> <span>来源：${host.title}</span></div>
<div class="player"><video src="/media/v${story.number}.mp4" controls>您的浏览器不支持video标签</video><span>00:00/01:23</span></div>
<div class="content">
${renderBody(story.body, PLAIN)}
</div>
${renderFooter(host)}
</body></html>`;
  },
};

/** A platform's account page: text nodes parted by `<br>`, credits with bars, a numbered promotion list. */
export const PLATFORM: Archetype = {
  id: "platform",
  length: "report",
  precision: "minute",
  path: (story) => `/newsDetail_forward_${1_000_000 + story.number}`,
  source: () => "云河平台·云河号·政务",
  author: () => null,
  render: (story, { host }) => {
    const { date, minute } = stampOf(story.publishedMs);
    const title = escapeHtml(story.title);
    const lines = renderBody(story.body, {
      paragraph: (text) => `${text}<br><br>`,
      heading: (text) => `<strong>${text}</strong><br><br>`,
      image: (src, caption) => `<img src="/img/${src}"><br>${caption}<br><br>`,
    });
    return `<!DOCTYPE html><html><head><meta charset="utf-8"><title>${title}_政务_${host.title}</title></head><body>
<div class="head"><a href="/">${host.title}</a></div>
<div class="newscontent"><h1 class="news_title">${title}</h1>
<div class="news_about"><p>云河发布</p><p>${date} ${minute} <span>来源：云河平台·云河号·政务</span></p></div>
<div class="news_txt" data-size="standard">${lines}编辑|${story.editor}<br>责编|${story.author}<br>扫描下方二维码，关注我们<br>1、回复【公租房】查看申请条件<br>2、回复【天气】查看七日预报</div>
<div class="news_tip">特别声明：以上内容由账号作者上传并发布，仅代表该作者观点，本平台仅提供信息存储服务。</div></div>
${renderFooter(host)}
</body></html>`;
  },
};
