import { once } from "node:events";
import { createServer } from "node:http";
import { originOf, type SiteHost } from "@caibian/testkit";

/** What the site prints below each of its stories, inside the body's box. No rule of the parser knows it. */
export const APPEAL = "如果您家里有老照片，欢迎送到我们的展厅来，让更多读者看到过去的样子。";

/** A small site whose pages look alike, until it is redesigned. */
export interface ChangingSite {
  readonly hosts: readonly SiteHost[];
  /** Puts so many new stories on top of the list. */
  add(count: number): void;
  /** Changes a number at the edge of every page, as a counter does. */
  tick(): void;
  /** Shows every story in new clothes: other boxes, other menus. */
  redesign(): void;
  close(): Promise<void>;
}

const PLACES = ["柳河", "青石", "东岭", "白沙", "临溪", "云门", "石桥", "南坪", "西渡", "北塘"];
const WORKS = ["修剪枝条", "采摘新茶", "翻整苗床", "加固大棚"];

/** Starts the site on 127.0.0.1, without stories. */
export async function startChangingSite(): Promise<ChangingSite> {
  let [stories, ticks, isNew] = [0, 0, false];
  const server = createServer((request, response) => {
    const path = request.url ?? "/";
    const number = Number(/^\/a\/(\d+)\.html$/.exec(path)?.[1] ?? 0);
    const html =
      path === "/list/" ? renderList(stories) : number > 0 ? (isNew ? renderNew : renderOld)(number - 1000, ticks) : "";
    response.writeHead(html === "" ? 404 : 200, { "content-type": "text/html; charset=utf-8" }).end(html);
  });
  server.listen(0, "127.0.0.1");
  await once(server, "listening");
  const origin = originOf(server);
  return {
    hosts: [
      { name: "town.test", title: "柳河在线", origin, charset: "utf-8", entry: "list", start: `${origin}/list/` },
    ],
    add: (count) => void (stories += count),
    tick: () => void ticks++,
    redesign: () => void (isNew = true),
    close: async () => {
      server.closeAllConnections();
      server.close();
      await once(server, "close");
    },
  };
}

function renderList(stories: number): string {
  const items = Array.from({ length: stories }, (_, i) => {
    const number = stories - i;
    return `<li><a href="/a/${1000 + number}.html">${titleOf(number)}</a><span>2024-06-01</span></li>`;
  });
  return `<html><head><title>新闻_柳河在线</title></head><body><ul>${items.join("")}</ul></body></html>`;
}

function titleOf(number: number): string {
  return `${PLACES[number % 10] ?? ""}第${number}生产组抢抓农时${WORKS[number % 4] ?? ""}`;
}

function paragraphsOf(number: number): string {
  const place = PLACES[number % 10] ?? "";
  return `<p>一大早，${place}第${number}生产组的田间就热闹起来，${number + 20}名组员分头忙碌，${WORKS[number % 4] ?? ""}。</p>
<p>据${place}镇农技站介绍，第${number}生产组今年计划改造老果园${number + 30}亩，引进新品种${(number % 5) + 2}个。</p><p>${APPEAL}</p>`;
}

function renderOld(number: number, ticks: number): string {
  return `<html><head><title>${titleOf(number)}_柳河在线</title></head><body>
<div class="top"><a href="/">首页</a><a href="/xw/">新闻</a><a href="/gs/">公示</a><a href="/ms/">民生</a><a href="/zt/">专题</a></div>
<h1>${titleOf(number)}</h1><div class="info">2024-06-01 08:${String(10 + (number % 50))} 来源：柳河在线</div>
<div class="content">${paragraphsOf(number)}</div>
<div class="side"><p>今日天气</p><p>便民电话</p><p>公交线路</p><p>办事指南</p><p>本页浏览${ticks}次</p></div></body></html>`;
}

function renderNew(number: number, ticks: number): string {
  return `<html><head><title>${titleOf(number)}_柳河在线</title></head><body><header><a href="/">主页</a><a href="/a/">资讯</a></header>
<main><section><h1>${titleOf(number)}</h1><p class="meta">2024-06-01 08:${String(10 + (number % 50))} 来源：柳河在线</p>
<article class="story-box">${paragraphsOf(number)}</article></section></main>
<footer><p>看天气</p><p>打电话</p><p>坐公交</p><p>去办事</p><p>浏览${ticks}</p></footer></body></html>`;
}
