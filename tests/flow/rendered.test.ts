import { existsSync, mkdtempSync, readFileSync, rmSync } from "node:fs";
import { createServer, type Server } from "node:http";
import { once } from "node:events";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { notRun, originOf, readJsonl } from "@caibian/testkit";
import { afterAll, beforeAll, expect, test } from "vitest";

import { caibian } from "../support/command.ts";

const hasBrowser = existsSync(process.env["CHROME_PATH"] ?? "/usr/bin/chromium");
if (!hasBrowser) notRun("rendered", "there is no Chromium (apt-get install chromium, or CHROME_PATH)");

const folder = mkdtempSync(join(tmpdir(), "caibian-rendered-"));
const config = join(folder, "caibian.yaml");
const asked: string[] = [];
let server: Server;

beforeAll(async () => {
  server = createServer((request, response) => {
    const path = request.url ?? "/";
    asked.push(path);
    const [status, type, body] = answer(path);
    response.writeHead(status, { "content-type": type }).end(body);
  });
  server.listen(0, "127.0.0.1");
  await once(server, "listening");
});
afterAll(async () => {
  server.closeAllConnections();
  server.close();
  await once(server, "close");
  rmSync(folder, { recursive: true, force: true });
});

const TITLES = [
  "柳河镇抢抓农时栽插早稻三千余亩",
  "东岭乡卫生院添置便民候诊亭",
  "青石街道夜校开出二十门新课",
  "白沙渔港迎来开渔首日",
];

/** An app: shells whose scripts put every address together from pieces, and data that only they ask for. */
function answer(path: string): readonly [number, string, string] {
  const number = Number(/^\/(?:story|data\/story-)\/?(\d+)/.exec(path)?.[1] ?? 0);
  if (path === "/robots.txt") return [200, "text/plain", "User-agent: *\nDisallow: /secret/\n"];
  if (path === "/") return [200, "text/html; charset=utf-8", shell(LIST_SCRIPT)];
  if (path === "/data/all") return [200, "application/json", JSON.stringify(TITLES)];
  if (path.startsWith("/data/story-")) return [200, "application/json", JSON.stringify(storyOf(number))];
  if (path.startsWith("/story/")) return [200, "text/html; charset=utf-8", shell(STORY_SCRIPT)];
  return [404, "text/html", "<p>没有</p>"];
}

function shell(script: string): string {
  return `<!DOCTYPE html><html><head><title>柳河客户端</title></head><body><div id="app"></div><script>${script}</script></body></html>`;
}

const LIST_SCRIPT = `fetch("/secret/tracker"); fetch("/da" + "ta/all").then(r => r.json()).then(all => {
  app.innerHTML = "<ul>" + all.map((t, n) => '<li><a href="/story/' + (1001 + n) + '.html">' + t + "</a><span>2026-06-0" + (n + 1) + "</span></li>").join("") + "</ul>";
});`;
const STORY_SCRIPT = `fetch("/da" + "ta/story-" + location.pathname.match(/\\d+/)[0]).then(r => r.json()).then(s => {
  document.title = s.title + "_柳河客户端";
  app.innerHTML = "<h1>" + s.title + '</h1><div class="info">' + s.time + " 来源：柳河融媒</div><div class=content>" + s.body.map(p => "<p>" + p + "</p>").join("") + "</div>";
});`;

function storyOf(number: number): unknown {
  const title = TITLES[number - 1001] ?? "";
  return {
    title,
    time: `2026-06-0${number - 1000} 09:30:00`,
    body: [
      `${title}。连日来，当地干部群众早出晚归，各项工作有序推进，现场一派繁忙景象。`,
      "相关负责人表示，下一步将继续完善配套设施，让更多居民在家门口享受到便利，也欢迎大家提出意见。",
    ],
  };
}

test.skipIf(!hasBrowser)(
  "init proposes the renderer for a shell, and run collects its stories with it",
  { timeout: 240_000 },
  async () => {
    const init = await caibian([
      "init",
      originOf(server),
      "--out",
      config,
      "--id",
      "liuhe",
      "--delay",
      "0",
      "--allow",
      "127.0.0.1",
    ]);
    expect(init.stderr + init.stdout, init.stderr).toMatch(/rendered by a browser/);
    expect(readFileSync(config, "utf8")).toMatch(/fetcher: rendered/);
    const run = await caibian(["run", "--config", config, "--json"]);

    expect(run.code, run.stdout + run.stderr).toBe(0);
    const { records } = await readJsonl(join(folder, "out", "articles.jsonl"));
    expect(new Set(records.map(({ record }) => record?.title))).toEqual(new Set(TITLES));
    expect(asked).not.toContain("/secret/tracker");
  },
);

test("without a browser, init says what to install and writes nothing", async () => {
  const out = join(folder, "none.yaml");
  const init = await caibian(["init", originOf(server), "--out", out, "--delay", "0", "--allow", "127.0.0.1"], {
    env: { CHROME_PATH: "/no/such/browser" },
  });

  expect([init.code, existsSync(out)]).toEqual([3, false]);
  expect(init.stderr).toMatch(/E_BROWSER[\s\S]*apt-get install chromium/);
});
