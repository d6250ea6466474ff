import { escapeHtml, PLAIN, renderBody, renderFooter, stampOf, type Archetype, type HostFacts } from "./archetype.ts";

/** Mirror farm: a minimal page, the byline glued to the last sentence, the filing line right after the body. */
export const MIRROR: Archetype = {
  id: "mirror",
  length: "report",
  precision: "second",
  path: (story) => `/article-${story.number}.html`,
  source: () => "云河高新区",
  author: (story) => story.author,
  render: (story, { host }) => {
    const { date, second } = stampOf(story.publishedMs);
    const title = escapeHtml(story.title);
    const body = renderBody(
      story.body,
      {
        paragraph: (text) => `<p>${text}</p>`,
        heading: (text) => `<p><strong>${text}</strong></p>`,
        image: (src) => `<p><img src="/up/${src}"></p>`,
      },
      `(作者:${story.author})`,
    );
    return `<!DOCTYPE html>
<html><head><meta charset="utf-8"><title>${title}</title></head><body>
<h1>${title}</h1>
<div class="info">来源:云河高新区 | ${date} ${second} |</div>
<div class="content">
${body}
</div>
备案号:${host.icp} 联系网站:55 501 23@example.test
</body></html>`;
  },
};

/** DedeCMS county site: 未知 and admin in the info line, previous and next titles, a leaked page marker. */
export const DEDE: Archetype = {
  id: "dede",
  length: "report",
  precision: "minute",
  path: (story) => {
    const { year, month, day } = stampOf(story.publishedMs);
    return `/a/xinwen/${year}/${month}${day}/${story.number}.html`;
  },
  source: () => null,
  author: () => null,
  render: (story, { host, related }) => {
    const { date, minute } = stampOf(story.publishedMs);
    const title = escapeHtml(story.title);
    return `<!DOCTYPE html PUBLIC "-//W3C//DTD XHTML 1.0 Transitional//EN"><html><head><meta http-equiv="Content-Type" content="text/html; charset=gb2312" />
<title>${title}_${host.title}</title></head><body>
<div class="place"><strong>当前位置:</strong><a href="/">主页</a> &gt; <a href="/a/xinwen/list_1_1.html">新闻</a> &gt; </div>
<div class="viewbox"><div class="title"><h2>${title}</h2></div>
<div class="info"><small>时间：</small>${date} ${minute}　<small>来源：</small>未知　<small>作者：</small>admin　<small>点击：</small><script src="/plus/count.php?view=yes&aid=${story.number}"></script>次</div>
<div class="content"><table><tr><td>
${renderBody(story.body, PLAIN)}
<p>#p#分页标题#e#</p>
</td></tr></table></div>
<div class="dede_pages">(责任编辑：admin)</div>
${renderNeighbours(related)}</div>
${renderFooter(host)}
</body></html>`;
  },
};

function renderNeighbours(related: readonly { readonly href: string; readonly title: string }[]): string {
  const [previous, next] = related;
  const link = (to: typeof previous): string =>
    to === undefined ? "没有了" : `<a href="${to.href}">${escapeHtml(to.title)}</a>`;
  return `<div class="context"><ul><li>上一篇：${link(previous)}</li><li>下一篇：${link(next)}</li></ul></div>`;
}

/** Weather warning: two short lines, and a footer that is longer than they are. */
export const BRIEF: Archetype = {
  id: "brief",
  length: "brief",
  precision: "minute",
  path: (story) => {
    const { year, month, day } = stampOf(story.publishedMs);
    return `/a/yujing/${year}/${month}${day}/${story.number}.html`;
  },
  source: () => "云河市气象台",
  author: () => null,
  render: (story, { host }) => {
    const { date, minute } = stampOf(story.publishedMs);
    const title = escapeHtml(story.title);
    return `<!DOCTYPE html><html><head><meta http-equiv="Content-Type" content="text/html; charset=gbk"><title>${title}_${host.title}</title></head><body>
<div class="place">当前位置：<a href="/">主页</a> &gt; 预警信息</div>
<h1>${title}</h1><div class="info">发布时间：${date} ${minute} 来源：云河市气象台</div>
<div class="content">
${renderBody(story.body, PLAIN)}
</div>
${renderFooter(host)}
${longFooter(host)}
</body></html>`;
  },
};

function longFooter(host: HostFacts): string {
  return `<div class="links"><p>网站地图|联系我们|隐私声明|法律声明|无障碍浏览|关于我们</p>
<p>互联网新闻信息服务许可证编号：99120180099　信息网络传播视听节目许可证：9910364　增值电信业务经营许可证：X9-20050088</p>
<p>地址：临溪县人民路88号　邮编：999000　电话：0999-5550100　传真：0999-5550101　技术支持：${host.title}技术部</p></div>`;
}

/** Table-layout town site: no h1, title in a td, body as text and `<br>`, source and editor below the body. */
export const TABLE: Archetype = {
  id: "table",
  length: "report",
  precision: "day",
  path: (story) => `/news/show.asp?id=${story.number}`,
  source: () => "石桥镇党政办",
  author: () => null,
  render: (story, { host }) => {
    const { date } = stampOf(story.publishedMs);
    const title = escapeHtml(story.title);
    const lines = renderBody(story.body, {
      paragraph: (text) => `　　${text}<br><br>`,
      heading: (text) => `　　<b>${text}</b><br><br>`,
      image: (src, caption) => `<center><img src="/upload/${src}"><br>${caption}</center><br>`,
    });
    return `<html><head><meta http-equiv="Content-Type" content="text/html; charset=utf-8"><meta name="generator" content="PageMaker 6"><title>${host.title}</title></head>
<body bgcolor="#ffffff"><table width="778" border="0"><tr><td><a href="/">首 页</a> <a href="/news/list.asp?page=1">新闻</a> <a href="/gk/">公开</a></td></tr></table>
<table width="778" border="0"><tr><td height="40" align="center"><font size="4" color="#990000"><b>${title}</b></font></td></tr>
<tr><td><table width="96%" align="center"><tr><td><font size="3">${lines}</font></td></tr></table></td></tr>
<!--source begin--><tr><td align="right">来源于：石桥镇党政办</td></tr><!--source end-->
<tr><td align="right">发布日期：${date} 责任编辑：${story.editor}</td></tr></table>
</body></html>`;
  },
};
