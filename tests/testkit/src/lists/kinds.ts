import { escapeHtml } from "../archetypes/archetype.ts";
import type { ListItem, ListKind, ListPage } from "./list-kind.ts";

/** `index.html`, `index_2.html` with numbered links and 下一页. */
export const ANCHORS: ListKind = {
  id: "anchors",
  path: (index) => (index === 0 ? "/news/index.html" : `/news/index_${index + 1}.html`),
  indexOf: (path) => pageNumber(/^\/news\/index(?:_(\d+))?\.html$/, path, 1),
  render: (page) =>
    frame(
      page,
      `<ul class="news-list">\n${page.items.map(renderRow).join("\n")}\n</ul>\n<div class="page">${pager(page, ANCHORS)}</div>`,
    ),
};

/** TRS: the page count stands in a script; the second page is `index_1`. */
export const TRS_PAGES: ListKind = {
  id: "trs",
  path: (index) => (index === 0 ? "/xwzx/index.shtml" : `/xwzx/index_${index}.shtml`),
  indexOf: (path) => (path === "/xwzx/" ? 0 : pageNumber(/^\/xwzx\/index(?:_(\d+))?\.shtml$/, path, 0)),
  render: (page) =>
    frame(
      page,
      `<ul class="list">\n${page.items.map(renderTruncated).join("\n")}\n<li><a href="./P020240601001.xlsx">附件：统计表下载</a><span>2024-06-01</span></li>\n</ul>
<div class="pages"><script>createPageHTML(${page.total}, ${page.index}, "index", "shtml", "black2", ${page.total * 20});</script></div>`,
    ),
};

/** DedeCMS: `list_1_2.html`. */
export const DEDE_PAGES: ListKind = {
  id: "dede",
  path: (index) => `/a/xinwen/list_1_${index + 1}.html`,
  indexOf: (path) => (path === "/a/xinwen/" ? 0 : pageNumber(/^\/a\/xinwen\/list_1_(\d+)\.html$/, path, 1)),
  render: (page) =>
    frame(
      page,
      `<div class="listbox"><ul class="e2">\n${page.items.map((item) => `<li><a href="${item.href}" class="title">${escapeHtml(item.title)}</a><span class="info"><small>日期：</small>${item.date}</span></li>`).join("\n")}\n</ul></div><div class="dede_pages"><ul class="pagelist">${pager(page, DEDE_PAGES)}</ul></div>`,
    ),
};

/** hanweb: records in CDATA of a script; the following pages are XML of a data proxy. */
export const HANWEB_RECORDS: ListKind = {
  id: "hanweb",
  path: (index) =>
    index === 0
      ? "/col/col1256/index.html"
      : `/module/web/jpage/dataproxy.jsp?page=${index + 1}&columnid=1256&perpage=20`,
  indexOf: (path) =>
    path === "/col/col1256/index.html" || path === "/col/col1256/"
      ? 0
      : pageNumber(/^\/module\/web\/jpage\/dataproxy\.jsp\?page=(\d+)&/, path, 1),
  contentType: (index) => (index === 0 ? "text/html" : "text/xml"),
  render: (page) =>
    page.index === 0
      ? frame(page, `<div id="1256"><script type="text/xml">${datastore(page)}</script></div>`)
      : `<?xml version="1.0" encoding="utf-8"?>\n${datastore(page)}`,
};

/** Nested tables, month and day only in brackets, pages by query. */
export const TABLE_ROWS: ListKind = {
  id: "table",
  path: (index) => `/news/list.asp?page=${index + 1}`,
  indexOf: (path) => (path === "/news/list.asp" ? 0 : pageNumber(/^\/news\/list\.asp\?page=(\d+)$/, path, 1)),
  render: (page) =>
    frame(
      page,
      `<table width="778"><tr><td><table width="100%">\n${page.items.map((item) => `<tr><td>·<a href="${item.href}" target="_blank">${escapeHtml(item.title)}</a></td><td align="right">[${item.date}]</td></tr>`).join("\n")}\n</table></td></tr><tr><td align="center">${pager(page, TABLE_ROWS)}</td></tr></table>`,
    ),
};

function pageNumber(pattern: RegExp, path: string, base: number): number | null {
  const match = pattern.exec(path);
  if (match === null) return null;
  return match[1] === undefined ? 0 : Number(match[1]) - base;
}

function renderRow(item: ListItem): string {
  return `<li><a href="${item.href}" title="${escapeHtml(item.title)}" target="_blank">${escapeHtml(item.title)}</a><span>${item.date}</span></li>`;
}

function renderTruncated(item: ListItem): string {
  const short = item.title.length > 14 ? `${item.title.slice(0, 13)}…` : item.title;
  return `<li><a href="${item.href}" title="${escapeHtml(item.title)}">${escapeHtml(short)}</a><span>${item.date}</span></li>`;
}

function pager(page: ListPage, kind: ListKind): string {
  const links = Array.from({ length: page.total }, (_, index) =>
    index === page.index ? `<span>${index + 1}</span>` : `<a href="${escapeHtml(kind.path(index))}">${index + 1}</a>`,
  );
  const next = page.index + 1 < page.total ? `<a href="${escapeHtml(kind.path(page.index + 1))}">下一页</a>` : "";
  return `${links.join(" ")} ${next} 共${page.total}页`;
}

function datastore(page: ListPage): string {
  const next =
    page.index + 1 < page.total
      ? `<nextgroup><![CDATA[<a href="${HANWEB_RECORDS.path(page.index + 1)}"></a>]]></nextgroup>`
      : "";
  const records = page.items.map(
    (item) =>
      `<record><![CDATA[<li><a href="${item.href}" title="${escapeHtml(item.title)}">${escapeHtml(item.title)}</a><span class="bt-data-time">[${item.date}]</span></li>]]></record>`,
  );
  return `<datastore>${next}<recordset>\n${records.join("\n")}\n</recordset></datastore>`;
}

function frame(page: ListPage, body: string): string {
  const { host } = page;
  const charset = host.charset === "gbk" ? "gb2312" : "utf-8";
  return `<!DOCTYPE html><html><head><meta http-equiv="Content-Type" content="text/html; charset=${charset}"><title>新闻列表_${host.title}</title></head><body>
<div class="nav"><a href="/">首页</a> <a href="javascript:void(0)">登录</a> <a href="#">设为首页</a></div>
<div class="position">您现在的位置：首页 &gt; 新闻</div>
${body}
<div class="footer"><a href="https://beian.miit.gov.cn/">${host.icp}</a> ${host.police} 版权所有：${host.title}</div>
</body></html>`;
}
