import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { createServer, type Server } from "node:http";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { Article } from "@caibian/schema";
import { afterAll, expect, test } from "vitest";

import { caibian } from "../support/command.ts";

const STORY = [
  "新城区图书馆新馆昨日正式向市民开放，馆内藏书三十万册，设有少儿阅览、地方文献和视障人士阅读等专区，每天开放十二小时。",
  "记者在现场看到，一楼大厅摆放着自助借还机，读者刷卡即可完成借阅，整个过程不到半分钟，许多家长带着孩子前来体验。",
  "馆长介绍，新馆建设历时三年，总投资2.6亿元，建筑面积3.8万平方米，是老馆的5倍，预计全年接待读者120万人次。",
];
const OTHER = [
  "沿河两岸的步道已经铺好，园林工人正在补种柳树和芦苇，预计月底全部完工，附近居民盼了多年，如今推窗就能看见清水。",
  "项目负责人说，汛期之前还要对三座闸站进行检修，确保排水通畅，同时在沿线增设路灯和座椅，方便老人散步歇脚。",
];
const PARKS = [
  "三座口袋公园本周同时亮相，原先堆放杂物的边角地块铺上了草坪，孩子们在滑梯旁排起了长队，老人则围着棋桌坐下。",
  "园林部门说，选址听取了周边住户的意见，每座公园都留出了遮雨的长廊和饮水点，明年计划再建八座同样的小公园。",
];
const FOOTER = "本文为网络转载，版权归原作者所有，如有不妥请与本站联系。";

interface Shown {
  readonly title: string;
  readonly source: string;
  readonly paragraphs: readonly string[];
}

const servers: Server[] = [];
const folder = mkdtempSync(join(tmpdir(), "caibian-reprints-"));

afterAll(() => {
  for (const server of servers) server.close();
  rmSync(folder, { recursive: true, force: true });
});

/** A site with a list page and these stories. */
async function serveSite(name: string, stories: readonly Shown[]): Promise<string> {
  const server = createServer((request, response) => {
    const story = stories[Number(/(\d)\.html$/.exec(request.url ?? "")?.[1])];
    response.setHeader("content-type", "text/html; charset=utf-8");
    if (request.url === "/robots.txt") response.statusCode = 404;
    response.end(story === undefined ? listOf(stories) : pageOf(name, story));
  });
  servers.push(server);
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  const address = server.address();
  return `http://127.0.0.1:${typeof address === "object" ? address?.port : 0}/`;
}

function listOf(stories: readonly Shown[]): string {
  const items = stories.map(
    ({ title }, i) => `<li><a href="/news/20260302/${i}.html">${title}</a> <span>2026-03-02</span></li>`,
  );
  return `<html><body><ul>${items.join("")}</ul></body></html>`;
}

function pageOf(name: string, { title, source, paragraphs }: Shown): string {
  return `<html><head><title>${title}</title><meta name="SiteName" content="${name}"></head><body><h1>${title}</h1>
    <div>2026-03-02 09:30 来源：${source}</div>
    <div class="content">${paragraphs.map((text) => `<p>${text}</p>`).join("")}</div></body></html>`;
}

test("copies of one story on two sites share a group in the Store, under the site that both name", async () => {
  const daily = await serveSite("新城日报", [
    { title: "新城图书馆新馆昨日开放", source: "新城日报", paragraphs: STORY },
    { title: "河道整治工程接近完工", source: "新城日报", paragraphs: OTHER },
  ]);
  const portal = await serveSite("邻市门户", [
    { title: "家门口多了一间大书房", source: "新城日报", paragraphs: [...STORY, FOOTER] },
    {
      title: "城里新添三座公园的消息",
      source: "邻市门户",
      paragraphs: PARKS,
    },
  ]);
  const limits = { delayMs: 0 };
  const config = join(folder, "caibian.yaml");
  writeFileSync(
    config,
    JSON.stringify({
      ledger: join(folder, "data"),
      archive: join(folder, "warc"),
      sources: [
        { id: "daily", name: "新城日报", start: [daily], limits },
        { id: "portal", name: "邻市门户", start: [portal], limits },
      ],
      stores: [{ id: "files", type: "jsonl", path: join(folder, "out") }],
      network: { allow: ["127.0.0.1/32"] },
    }),
  );

  const run = await caibian(["run", "--config", config]);
  expect(run.code).toBe(0);
  const shown = await caibian(["reprints", "--config", config, "--rebuild", "--json"]);

  const articles = readFileSync(join(folder, "out", "articles.jsonl"), "utf8")
    .trim()
    .split("\n")
    .map((line) => JSON.parse(line) as Article);
  const byTitle = new Map(articles.map((article) => [article.title, article]));
  const original = byTitle.get("新城图书馆新馆昨日开放");
  const copy = byTitle.get("家门口多了一间大书房");
  expect(articles).toHaveLength(4);
  expect(copy?.cluster?.id).toBe(original?.cluster?.id);
  expect(new Set(articles.map((article) => article.cluster?.id)).size).toBe(3);
  expect(JSON.parse(shown.stdout)).toMatchObject({
    indexed: 4,
    groups: [{ first: original?.id, basis: "named", members: [{}, {}] }],
  });
});
