import { existsSync, readFileSync } from "node:fs";
import { createServer, type AddressInfo, type Server } from "node:net";
import { createClient, type Client, type Fetched } from "@caibian/http";
import { afterAll, afterEach, beforeAll, describe, expect, test } from "vitest";

import { discover } from "../discover/discover.ts";
import { startLoopback, type Loopback } from "../loopback.test-server.ts";
import { createRenderer, type Renderer, type RendererOptions, type RenderOptions } from "./renderer.ts";

const CHROME = process.env["CHROME_PATH"] ?? "/usr/bin/chromium";
const hasBrowser = existsSync(CHROME);
if (!hasBrowser) console.log("NOT RUN: renderer: there is no Chromium (apt-get install chromium, or CHROME_PATH)");

let site: Loopback;
/** A server that we may not ask: it counts connections, since a preconnect makes no request. */
let secret: { readonly origin: string; connections: number; readonly server: Server };
let client: Client;
const opened: Renderer[] = [];
const everything = (): Promise<boolean> => Promise.resolve(true);

beforeAll(async () => {
  site = await startLoopback();
  secret = await startSecret();
  client = createClient({ userAgent: "caibian-test/1", allow: [`127.0.0.1:${site.port}`], connectionsPerHost: 4 });
});
afterEach(async () => {
  for (const renderer of opened.splice(0)) await renderer.close();
  secret.connections = 0;
});
afterAll(async () => {
  await client.close();
  await site.close();
  secret.server.close();
});

async function startSecret(): Promise<typeof secret> {
  const server = createServer((socket) => {
    secret.connections++;
    socket.destroy();
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  return { origin: `http://127.0.0.1:${(server.address() as AddressInfo).port}`, connections: 0, server };
}

/** A renderer that fetches its pages first, as a Visit does. */
function open(options: Partial<RendererOptions> = {}) {
  const renderer = createRenderer({ client, userAgent: "caibian-test/1", executablePath: CHROME, ...options });
  opened.push(renderer);
  const render = async (url: string, settings: RenderOptions): Promise<Fetched> =>
    renderer.render(await client.get(url), settings);
  return { render, close: () => renderer.close() };
}

function serve(path: string, body: string, type = "text/html; charset=utf-8"): string {
  site.handle(path, (_, response) => response.writeHead(200, { "content-type": type }).end(body));
  return site.origin + path;
}

const text = (bytes: Uint8Array): string => Buffer.from(bytes).toString("utf8");
const shell = (script: string): string =>
  `<html><head><title>云河在线</title></head><body><div id="app"></div><script>${script}</script></body></html>`;

describe.skipIf(!hasBrowser)("a page that scripts make", { timeout: 60_000 }, () => {
  test("shows the list that its API gives, and says that it was rendered", async () => {
    const stories = Array.from({ length: 4 }, (_, n) => ({
      id: 101 + n,
      title: `柳河第${n + 1}生产组抢收早稻`,
      date: "2026-06-01",
    }));
    serve("/api/news", JSON.stringify(stories), "application/json");
    const url = serve(
      "/list",
      shell(`fetch("/api/news").then(r => r.json()).then(all => setTimeout(() => {
        app.innerHTML = "<ul>" + all.map(s => '<li><a href="/a/' + s.id + '.html">' + s.title + '</a><span>' + s.date + '</span></li>').join("") + "</ul>";
      }, 200))`),
    );

    const fetched = await open().render(url, { allows: everything });
    const leads = discover(text(fetched.bytes), url);

    expect(leads.map(({ kind, anchorText }) => `${kind} ${anchorText}`)).toEqual(
      stories.map(({ title }) => `article ${title}`),
    );
    expect(fetched.headers["x-caibian-rendered"]).toMatch(/^chromium\/\d+.*requests=1$/);
    expect(fetched.headers["content-type"]).toBe("text/html; charset=utf-8");
    expect(site.requests.at(-1)?.headers["user-agent"]).toBe("caibian-test/1");
  });

  test("follows a script to another address and names that one", async () => {
    serve("/today/node_1.htm", "<html><body><p>头版要闻</p></body></html>");
    const url = serve("/paper", shell(`location.href = "/today/node_1.htm"`));

    const fetched = await open().render(url, { allows: everything });

    expect(fetched.finalUrl).toBe(`${site.origin}/today/node_1.htm`);
    expect(fetched.redirects).toEqual([`${site.origin}/today/node_1.htm`]);
    expect(text(fetched.bytes)).toContain("头版要闻");
  });

  test("a page in GBK with the wrong label arrives whole", async () => {
    const gbk = Buffer.concat([
      Buffer.from("<html><body><p>"),
      Buffer.from([0xc1, 0xf8, 0xba, 0xd3]),
      Buffer.from("</p></body></html>"),
    ]);
    site.handle("/gbk", (_, response) =>
      response.writeHead(200, { "content-type": "text/html; charset=gb2312" }).end(gbk),
    );

    const fetched = await open().render(`${site.origin}/gbk`, { allows: everything });

    expect(text(fetched.bytes)).toContain("柳河");
  });

  test("what is no HTML is not opened", async () => {
    const renderer = open({ executablePath: "/no/such/browser" });
    const feed = await renderer.render(serve("/rss", "<rss></rss>", "application/rss+xml"), { allows: everything });

    expect([text(feed.bytes), feed.headers["x-caibian-rendered"]]).toEqual(["<rss></rss>", undefined]);
  });

  test("one page's cookies are not there for the next one", async () => {
    const renderer = open();
    await renderer.render(serve("/set", shell(`document.cookie = "who=me"`)), { allows: everything });
    const second = await renderer.render(serve("/get", shell(`app.textContent = "[" + document.cookie + "]"`)), {
      allows: everything,
    });

    expect(text(second.bytes)).toContain("[]");
  });
});

describe.skipIf(!hasBrowser)("a hostile page", { timeout: 60_000 }, () => {
  test("reaches no address that we would not ask", async () => {
    const out = secret.origin;
    const url = serve(
      "/ssrf",
      shell(`
        const to = ${JSON.stringify(out)};
        fetch(to + "/fetch", { mode: "no-cors" }).catch(() => {});
        fetch(to + "/post", { method: "POST", mode: "no-cors", body: "x" }).catch(() => {});
        navigator.sendBeacon(to + "/beacon", "x");
        new WebSocket(to.replace("http", "ws") + "/ws");
        new EventSource(to + "/events");
        new Image().src = to + "/image";
        open(to + "/popup");
        for (const rel of ["prefetch", "preconnect", "dns-prefetch", "preload", "stylesheet", "icon"]) {
          const link = document.createElement("link");
          Object.assign(link, { rel, href: to + "/" + rel, as: "script" });
          document.head.append(link);
        }
        for (const src of [to + "/frame", "file:///etc/passwd"]) {
          const frame = document.createElement("iframe");
          frame.src = src;
          document.body.append(frame);
        }
        new Worker(URL.createObjectURL(new Blob(["importScripts('" + to + "/worker.js')"])));
        navigator.serviceWorker?.register("/sw.js").catch(() => {});
        const peer = new RTCPeerConnection({ iceServers: [{ urls: to.replace("http://", "stun:") }] });
        peer.createDataChannel("a");
        peer.createOffer().then(offer => peer.setLocalDescription(offer));
        const form = document.createElement("a");
        Object.assign(form, { href: "data:text/plain,x", download: "x.exe" });
        form.click();
        setTimeout(() => { location.href = to + "/away"; }, 100);`),
    );

    const fetched = await open()
      .render(url, { allows: everything })
      .catch((error: unknown) => error);

    expect(secret.connections).toBe(0);
    expect(fetched).toBeDefined();
  });

  test("is not led to a refused address by a redirect of its own API", async () => {
    site.handle("/hop", (_, response) => response.writeHead(302, { location: `${secret.origin}/inside` }).end());
    const url = serve(
      "/redirect",
      shell(`fetch("/hop").then(() => (app.textContent = "in"), () => (app.textContent = "out"))`),
    );

    const fetched = await open().render(url, { allows: everything });

    expect(text(fetched.bytes)).toContain('<div id="app">out</div>');
    expect(secret.connections).toBe(0);
  });

  test("obeys robots.txt in what its scripts ask for", async () => {
    serve("/private/list", "[1]", "application/json");
    const url = serve(
      "/robots-page",
      shell(`fetch("/private/list").then(() => (app.textContent = "in"), () => (app.textContent = "out"))`),
    );

    const fetched = await open().render(url, { allows: (asked) => Promise.resolve(!asked.includes("/private/")) });

    expect(text(fetched.bytes)).toContain('<div id="app">out</div>');
    expect(site.requests.some((request) => request.url === "/private/list")).toBe(false);
  });

  test("with a script without end is an error within the deadline, and the next page comes", async () => {
    const renderer = open({ deadlineMs: 3000 });
    const started = performance.now();
    const endless = await renderer
      .render(serve("/endless", shell("for (;;);")), { allows: everything })
      .catch((error: unknown) => error);

    expect(endless).toMatchObject({ code: "E_RENDER_TIMEOUT", kind: "bad-content" });
    expect(performance.now() - started).toBeLessThan(12_000);
    const next = await renderer.render(serve("/after", shell(`app.textContent = "后来"`)), { allows: everything });
    expect(text(next.bytes)).toContain("后来");
  });

  test("that alerts for ever, or asks before leaving, is an error within the deadline", async () => {
    const renderer = open({ deadlineMs: 3000 });
    const started = performance.now();
    const alerts = await renderer
      .render(serve("/alerts", shell("onbeforeunload = () => 'stay'; for (;;) { alert('x'); prompt('y'); }")), {
        allows: everything,
      })
      .catch((error: unknown) => error);

    expect(alerts).toMatchObject({ code: "E_RENDER_TIMEOUT" });
    expect(performance.now() - started).toBeLessThan(12_000);
  });

  test("that asks without end is taken as it stands, after a bounded number of requests", async () => {
    let asked = 0;
    site.handle("/poll", (_, response) => {
      asked++;
      response.writeHead(200, { "content-type": "application/json" }).end("[]");
    });
    const url = serve("/polling", shell(`app.textContent = "站着"; (function go() { fetch("/poll").then(go, go) })()`));

    const fetched = await open({ settleMs: 1500, maxRequests: 20 }).render(url, { allows: everything });

    expect(text(fetched.bytes)).toContain("站着");
    expect(asked).toBeLessThanOrEqual(20);
  });

  test("that fills its memory is an error, and the next page comes", async () => {
    const renderer = open({ deadlineMs: 15_000 });
    const hungry = await renderer
      .render(serve("/hungry", shell("const all = []; for (;;) all.push(new Array(1e6).fill({}))")), {
        allows: everything,
      })
      .catch((error: unknown) => error);

    expect(hungry).toMatchObject({ kind: "bad-content" });
    const next = await renderer.render(serve("/after2", shell(`app.textContent = "后来"`)), { allows: everything });
    expect(text(next.bytes)).toContain("后来");
  });
});

describe.skipIf(!hasBrowser)("the browser", { timeout: 120_000 }, () => {
  test("is one process for pages side by side, and is started anew after so many", async () => {
    const url = serve("/one", shell(`app.textContent = "一"`));
    const renderer = open({ restartAfter: 4 });
    const browsers = new Set<number>();
    for (let round = 0; round < 3; round++) {
      await Promise.all([1, 2].map(() => renderer.render(url, { allows: everything })));
      for (const pid of browserProcesses()) browsers.add(pid);
      expect(browserProcesses().length).toBeLessThanOrEqual(1);
    }

    expect(browsers.size).toBe(2);
  });

  test("ends with the renderer", async () => {
    const renderer = open();
    await renderer.render(serve("/two", shell("")), { allows: everything });
    await renderer.close();

    expect(browserProcesses()).toEqual([]);
  });
});

test("without a browser the error says what to install", async () => {
  const renderer = open({ executablePath: "/no/such/browser" });
  const error = await renderer
    .render(serve("/plain", shell("")), { allows: everything })
    .catch((thrown: unknown) => thrown);

  expect(error).toMatchObject({
    code: "E_BROWSER",
    exitCode: 3,
    next: expect.stringMatching(/apt-get install chromium/) as string,
  });
});

/** Browser processes that this test file started: direct children that are Chromium. */
function browserProcesses(): readonly number[] {
  const children = readFileSync(`/proc/${process.pid}/task/${process.pid}/children`, "utf8").trim();
  return children
    .split(" ")
    .filter(Boolean)
    .map(Number)
    .filter((pid) => readFileSync(`/proc/${pid}/cmdline`, "utf8").includes("chrom"));
}
