import { once } from "node:events";
import { createServer, type ServerResponse } from "node:http";
import { originOf, type SiteHost } from "@caibian/testkit";

/** What stands at the list's address. */
export type ListIllness = "well" | "empty" | "says-empty" | "home" | "error" | "guard" | "gone" | "login";

/** A small site whose list falls ill in every way that DOMAIN.md names, and gets well again. */
export interface AilingSite {
  readonly host: SiteHost;
  /** How often the list was asked for, and how often by its validators. */
  readonly asked: { readonly list: number; readonly conditional: number };
  /** Puts so many new stories on top of the list. */
  add(count: number): void;
  fall(illness: ListIllness): void;
  close(): Promise<void>;
}

/** Starts the site on 127.0.0.1, without stories. */
export async function startAilingSite(): Promise<AilingSite> {
  let [stories, illness] = [0, "well" as ListIllness];
  const asked = { list: 0, conditional: 0 };
  const server = createServer((request, response) => {
    const path = request.url ?? "/";
    if (path === "/") return sendPage(response, renderList(3, "栏目首页"));
    if (path.startsWith("/list/")) {
      asked.list++;
      const known = request.headers["if-none-match"];
      if (known !== undefined) asked.conditional++;
      return sendList(response, illness, stories, known);
    }
    const number = Number(/^\/a\/(\d+)\.html$/.exec(path)?.[1] ?? 0) - 1000;
    return number > 0 ? sendPage(response, renderStory(number)) : void response.writeHead(404).end();
  });
  server.listen(0, "127.0.0.1");
  await once(server, "listening");
  const origin = originOf(server);
  return {
    host: { name: "hill.test", title: "青山在线", origin, charset: "utf-8", entry: "list", start: `${origin}/list/` },
    asked,
    add: (count) => void (stories += count),
    fall: (to) => void (illness = to),
    close: async () => {
      server.closeAllConnections();
      server.close();
      await once(server, "close");
    },
  };
}

function sendList(response: ServerResponse, illness: ListIllness, stories: number, known: string | undefined): void {
  switch (illness) {
    case "well": {
      const etag = `W/"list-${stories}"`;
      if (known === etag) return void response.writeHead(304, { etag }).end();
      return sendPage(response, renderList(stories, "新闻"), { etag });
    }
    case "empty":
      return sendPage(
        response,
        `<html><head><title>新闻_青山在线</title></head><body><div id="app"></div></body></html>`,
      );
    case "says-empty":
      return sendPage(response, `<html><head><title>新闻_青山在线</title></head><body><p>暂无内容</p></body></html>`);
    case "home":
      return void response.writeHead(302, { location: "/" }).end();
    case "login":
      return sendPage(response, `<form action="/in"><input name="u"><input type="password" name="p"></form>`);
    case "error":
      return void response.writeHead(502).end();
    case "guard":
      return void response.writeHead(521).end("<script>document.cookie='__jsl_clearance=1'</script>");
    case "gone":
      return void response.writeHead(404).end("<h1>您访问的页面不存在</h1>");
    default:
      return illness satisfies never;
  }
}

function sendPage(response: ServerResponse, html: string, headers: Record<string, string> = {}): void {
  response.writeHead(200, { "content-type": "text/html; charset=utf-8", ...headers }).end(html);
}

const PLACES = ["青山", "柳河", "白沙", "东岭", "石桥"];

function titleOf(number: number): string {
  return `${PLACES[number % 5] ?? ""}镇第${number}期农技培训班开班`;
}

function renderList(stories: number, title: string): string {
  const items = Array.from({ length: Math.min(stories, 20) }, (_, i) => {
    const number = stories - i;
    return `<li><a href="/a/${1000 + number}.html">${titleOf(number)}</a></li>`;
  });
  return `<html><head><title>${title}_青山在线</title></head><body><ul>${items.join("")}</ul></body></html>`;
}

function renderStory(number: number): string {
  const place = PLACES[number % 5] ?? "";
  return `<html><head><title>${titleOf(number)}_青山在线</title></head><body><h1>${titleOf(number)}</h1>
<div class="info">2026-03-01 08:${String(10 + (number % 50))} 来源：青山在线</div><div class="content">
<p>昨天上午，${place}镇第${number}期农技培训班在镇文化站开班，${number + 20}名种植户参加学习。</p>
<p>培训班请来县农技中心的技术员，讲解果树修剪和病虫害防治，课后还到果园里做了示范。</p></div></body></html>`;
}
