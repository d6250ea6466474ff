import { get, type IncomingMessage } from "node:http";
import { afterAll, beforeAll, describe, expect, test } from "vitest";

import { configSchema } from "@caibian/schema";

import { ARCHETYPES } from "../archetypes/catalogue.ts";
import { tokensIn } from "../write/story.ts";
import { configFor } from "./config-for.ts";
import { HOSTS } from "./hosts.ts";
import { startSite, type FixtureSite } from "./start-site.ts";

let site: FixtureSite;

beforeAll(async () => {
  site = await startSite({ seed: 7 });
});
afterAll(() => site.close());

async function textOf(url: string, charset?: string): Promise<string> {
  const response = await fetch(url);
  expect(response.status).toBe(200);
  return new TextDecoder(charset ?? "utf-8", { fatal: true }).decode(await response.arrayBuffer());
}

const charsetOf = (host: string): string =>
  HOSTS.find(({ name }) => name === host)?.charset === "gbk" ? "gb18030" : "utf-8";
const words = (of: FixtureSite) => of.ids().map((id) => of.expectedOf(id).paragraphs);
const strip = (html: string): string =>
  html
    .replaceAll(/<[^>]*>/g, "")
    .replaceAll("&quot;", '"')
    .replaceAll("&amp;", "&");

/** A story's pages one after the other. */
async function storyAt(url: string, charset: string): Promise<string> {
  const html = await textOf(url, charset);
  const next = /href="([^"]+_\d\.htm)">下一页/.exec(html)?.[1];
  return next === undefined ? html : html + (await storyAt(new URL(next, url).href, charset));
}

describe("pages", () => {
  test.each(ARCHETYPES.map(({ id }) => id))(
    "%s: decodes, and holds its title, token and every paragraph",
    async (id) => {
      const expected = site
        .ids()
        .map((story) => site.expectedOf(story))
        .find(({ archetype }) => archetype === id)!;
      const text = strip(await storyAt(expected.url, charsetOf(expected.host)));

      expect(text).toContain(expected.title);
      expect(expected.paragraphs.join("")).toContain(expected.id);
      let from = 0;
      for (const paragraph of expected.paragraphs) {
        const at = text.indexOf(paragraph, from);
        expect(at).toBeGreaterThanOrEqual(from);
        from = at + paragraph.length;
      }
      expect(tokensIn(text)).toEqual([expected.id]);
    },
  );

  test("every story has a title and an address of its own", () => {
    const all = site.ids().map((id) => site.expectedOf(id));

    expect(all).toHaveLength(300);
    expect(new Set(all.map(({ title }) => title)).size).toBe(300);
    expect(new Set(all.map(({ url }) => url)).size).toBe(300);
  });

  test("the same seed writes the same site", async () => {
    const twin = await startSite({ seed: 7 });

    expect(words(twin)).toEqual(words(site));
    await twin.close();
  });
});

describe("lists", () => {
  test.each(HOSTS.map(({ name }) => name))("%s: paging reaches every story once, and nothing more", async (name) => {
    const spec = HOSTS.find((host) => host.name === name)!;
    const { origin } = site.hosts.find((host) => host.name === name)!;
    const own = site
      .ids()
      .map((id) => site.expectedOf(id))
      .filter(({ host }) => host === name);
    const listed: string[] = [];
    let index = 0;
    for (; (await fetch(origin + spec.list.path(index))).status === 200; index++) {
      const html = await textOf(origin + spec.list.path(index), charsetOf(name));
      listed.push(...own.filter(({ url }) => html.includes(`"${url.slice(origin.length)}"`)).map(({ id }) => id));
    }

    expect(index).toBe(Math.ceil(own.length / 20));
    expect(listed.sort()).toEqual(own.map(({ id }) => id).sort());
  });

  test("the feed and the sitemap name every story of their host", async () => {
    for (const host of site.hosts.filter(({ entry }) => entry !== "list")) {
      const xml = await textOf(host.start);
      const own = site
        .ids()
        .map((id) => site.expectedOf(id))
        .filter((expected) => expected.host === host.name);
      for (const { url } of own) expect(xml).toContain(url);
    }
  });
});

describe("what happens to a story", () => {
  test("a change makes a new ETag and another sentence; an unchanged page answers 304", async () => {
    const before = site.expectedOf("CB-000010");
    const first = await fetch(before.url);
    const etag = first.headers.get("etag")!;
    const again = await fetch(before.url, { headers: { "if-none-match": etag } });
    const since = await fetch(before.url, { headers: { "if-modified-since": first.headers.get("last-modified")! } });

    const after = site.change("CB-000010");
    const changed = await fetch(before.url, { headers: { "if-none-match": etag } });

    expect([again.status, since.status, changed.status]).toEqual([304, 304, 200]);
    expect(after.revision).toBe(2);
    expect(after.paragraphs).not.toEqual(before.paragraphs);
    expect(after.paragraphs.join("")).toContain("CB-000010");
  });

  test("each kind of withdrawal takes it off the list", async () => {
    for (const [id, how, status] of [
      ["CB-000014", 410, 410],
      ["CB-000021", 404, 404],
      ["CB-000028", "notice", 200],
    ] as const) {
      const { url, host } = site.expectedOf(id);
      site.withdraw(id, how);

      expect((await fetch(url)).status).toBe(status);
      const { start } = site.hosts.find(({ name }) => name === host)!;
      expect(await (await fetch(start)).text()).not.toContain(url);
    }
  });

  test("a new story is on top of its host's list, and is served by virtual host on any port", async () => {
    const added = site.add("city.test");
    const { port } = new URL(site.hosts.at(-1)!.origin);

    const html = await new Promise<string>((resolve, reject) => {
      const collect = async (response: IncomingMessage) => {
        let text = "";
        for await (const chunk of response) text += String(chunk);
        resolve(text);
      };
      get({ port, host: "127.0.0.1", path: "/news/index.html", headers: { host: "city.test" } }, (response) => {
        collect(response).catch(reject);
      });
    });

    expect(html.indexOf(new URL(added.url).pathname)).toBe(html.search(/\/news\/\d{4}-|\/video\/|\/newsDetail/));
  });
});

describe("failures and traffic", () => {
  test("fails as asked, as often as asked, and records it", async () => {
    const { url, host } = site.expectedOf("CB-000050");
    const path = new URL(url).pathname + new URL(url).search;
    site.forgetTraffic();
    for (const mode of [500, 503, 429, "reset", "cut"] as const) site.fail({ host, path, mode, times: 1 });

    const seen: (number | string)[] = [];
    for (let index = 0; index < 6; index++)
      seen.push(
        await fetch(url, { headers: { "accept-encoding": "identity" } }).then(
          (response) =>
            response.text().then(
              () => response.status,
              () => "cut",
            ),
          () => "reset",
        ),
      );

    expect(seen).toEqual([500, 503, 429, "reset", "cut", 200]);
    expect(site.requests.map(({ status }) => status)).toEqual([500, 503, 429, 0, 200, 200]);
    expect(site.served()).toMatchObject([{ id: "CB-000050", whole: true, linked: false }]);
  });

  test("a hanging answer never comes; a slow one comes in the end", async () => {
    const { url } = site.expectedOf("CB-000051");
    site.fail({ path: "*", mode: "hang", times: 1 });
    site.fail({ path: "*", mode: "slow", times: 1 });

    await expect(fetch(url, { signal: AbortSignal.timeout(200) })).rejects.toThrow(/timeout/i);
    expect((await fetch(url)).status).toBe(200);
  });

  test("a list that was served makes its stories known", async () => {
    site.forgetTraffic();
    await fetch(site.hosts[0]!.start);

    expect(site.served()).toHaveLength(20);
    expect(site.served().every(({ linked, whole }) => linked && !whole)).toBe(true);
  });
});

test("the config names a source per host and passes the schema", () => {
  const config = configSchema.parse(
    configFor(site, { ledger: "./data", stores: [{ id: "files", type: "jsonl", path: "./out" }] }),
  );

  expect(config.sources).toHaveLength(HOSTS.length);
  expect(config.network.allow).toEqual(["127.0.0.1"]);
});
