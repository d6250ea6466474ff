import { createServer, type IncomingHttpHeaders, type Server } from "node:http";
import { once } from "node:events";
import type { AddressInfo } from "node:net";
import { buffer } from "node:stream/consumers";

import { storeSchema, type Delivery, type S3Store, type StoreAdapter } from "@caibian/schema";
import { startS3, type S3Server } from "@caibian/testkit";
import { afterAll, beforeAll, beforeEach, describe, expect, test } from "vitest";

import { articleOf, deliveryOf, numbersOfShard, withdrawalOf } from "../../fixtures/article.ts";
import { startFlakyHttp, type FlakyHttp } from "../../fixtures/flaky-http.ts";
import { loadStore } from "../load-store.ts";
import { S3Bucket } from "./bucket.ts";
import { DATA } from "./keys.ts";
import { formatOf } from "./part-format.ts";

const SHARD = 3;
const numbers = numbersOfShard(SHARD, 5);
const big = "防".repeat(400);
const log = numbers.map((n, i) => deliveryOf(articleOf(n, 1, big), i + 1));
const [a = log[0]!, b = log[0]!, c = log[0]!, d = log[0]!, e = log[0]!] = log;
const takedownOfA = { ...withdrawalOf(articleOf(numbers[0] ?? 0, 2), 10), erase: true };
const signal = new AbortController().signal;
const keyOf = ({ articleId, revision }: Delivery): string => `${articleId}:${String(revision)}`;

let server: S3Server;
let flaky: FlakyHttp;
let made = 0;
let prefix = "";

beforeAll(async () => {
  server = await startS3();
  flaky = await startFlakyHttp(server.url);
});
afterAll(async () => {
  await flaky.close();
  await server.stop();
});
beforeEach(freshPrefix);

function freshPrefix(): void {
  prefix = `set-${String(made++)}`;
}

function storeOf(options: Partial<S3Store> = {}): S3Store {
  const { bucket, url: endpoint, accessKeyId, secretAccessKey } = server;
  const place = { bucket, prefix, endpoint, accessKeyId, secretAccessKey };
  return storeSchema.parse({ id: "lake", type: "s3", ...place, partChars: 4500, ...options }) as S3Store;
}

async function open(options: Partial<S3Store> = {}): Promise<StoreAdapter> {
  const adapter = await loadStore(storeOf(options));
  await adapter.open();
  return adapter;
}

/** `id:revision` of every row, by object. */
async function objects(): Promise<Record<string, readonly string[]>> {
  const bucket = new S3Bucket(storeOf());
  const format = await formatOf({ format: "jsonl" });
  const found: Record<string, readonly string[]> = {};
  for await (const { key } of bucket.list(DATA)) {
    const lines = await format.decode((await bucket.get(key))?.bytes ?? new Uint8Array());
    found[key.slice(DATA.length)] = lines.map((line) => {
      const { id, revision } = JSON.parse(line) as { id: string; revision: number };
      return `${id}:${String(revision)}`;
    });
  }
  bucket.close();
  return found;
}

const rows = async (): Promise<readonly string[]> => Object.values(await objects()).flat();

describe("an s3 data set", () => {
  test("fills an object up until it is full or its day is over", async () => {
    const adapter = await open();
    for (const one of [a, b, c]) await adapter.write([one]);
    await adapter.write([{ ...d, at: "2024-06-08T00:00:00+08:00" }]);
    await adapter.close();

    expect(await objects()).toEqual({
      "date=2024-06-07/part-03-000001-1.jsonl.gz": [keyOf(a), keyOf(b)],
      "date=2024-06-07/part-03-000002-3.jsonl.gz": [keyOf(c)],
      "date=2024-06-08/part-03-000003-4.jsonl.gz": [keyOf(d)],
    });
  });

  test("sees what another process wrote meanwhile", async () => {
    const one = await open();
    const other = await open();

    await one.write([a]);
    await other.write([b]);
    const again = await one.write([b, c]);
    await Promise.all([one.close(), other.close()]);

    expect(again.map((receipt) => receipt.outcome)).toEqual(["stale", "stored"]);
    expect(await rows()).toEqual([a, b, c].map(keyOf));
  });

  test("takes an article out of full objects, of history and of replays", async () => {
    const adapter = await open();
    await adapter.write([a, b, c]);
    await adapter.write([a, d], { replay: false, backfill: "run/1", signal });
    await adapter.write([a, e], { replay: true, signal });

    await adapter.write([takedownOfA]);
    const held: string[] = [];
    for await (const page of adapter.inventory?.() ?? []) held.push(...page.map((one) => one.articleId + one.status));
    await adapter.close();

    expect([...(await rows())].sort()).toEqual([b, c, d, e, takedownOfA].map(keyOf).sort());
    expect(held.sort()).toEqual(
      [...[b, c, d, e].map((one) => `${one.articleId}usable`), `${a.articleId}withdrawn`].sort(),
    );
  });

  test.each([false, true])(
    "each row is there once, wherever the server goes away (answer lost: %s)",
    async (loseAnswer) => {
      const batches = [
        [a, b],
        [c, d, { ...e, at: "2024-06-08T00:00:00+08:00" }],
        [{ ...takedownOfA, at: "2024-06-08T01:00:00+08:00" }],
      ];
      let isDone = false;
      // Each request is lost in one of the two ways.
      for (let requests = loseAnswer ? 1 : 2; !isDone; requests += 2) {
        freshPrefix();
        flaky.limit(Infinity, false);
        const cut = await open({ endpoint: flaky.url });
        flaky.limit(requests, loseAnswer);
        isDone = await writeAll(cut, batches);
        await cut.close();

        const adapter = await open();
        expect(await writeAll(adapter, batches)).toBe(true);
        await adapter.close();
        expect([...(await rows())].sort()).toEqual([b, c, d, e, takedownOfA].map(keyOf).sort());
      }
    },
    120_000,
  );

  test("takes back what another process took down while it was being written", async () => {
    const log = await open();
    await log.write([a, b]);
    let isDown = false;
    const proxy = createServer((request, answer) => {
      void (async () => {
        const isPart = request.method === "PUT" && request.url?.includes("/part-03-replay") === true;
        if (isPart && !isDown) {
          isDown = true;
          await log.write([takedownOfA]);
        }
        const body = await buffer(request);
        const passed = await fetch(`${server.url}${request.url ?? ""}`, {
          method: request.method ?? "GET",
          headers: passable(request.headers),
          ...(body.length === 0 ? {} : { body }),
        });
        answer.writeHead(passed.status, Object.fromEntries(passed.headers));
        answer.end(Buffer.from(await passed.arrayBuffer()));
      })();
    });
    const replaying = await open({ endpoint: await listen(proxy) });

    const receipts = await replaying.write([a, c], { replay: true, repair: true, signal });
    await Promise.all([replaying.close(), log.close()]);
    await close(proxy);

    expect(isDown).toBe(true);
    expect(receipts.map((one) => one.outcome)).toEqual(["stale", "stored"]);
    expect([...(await rows())].sort()).toEqual([b, c, takedownOfA].map(keyOf).sort());
  });

  test("breaks a request off when delivery stops", async () => {
    const silent = createServer(() => undefined);
    const adapter = await open();
    const bucket = new S3Bucket(storeOf({ endpoint: await listen(silent) }));
    const stop = new AbortController();

    const asked = bucket.until(stop.signal).get("k");
    setTimeout(() => stop.abort(), 50);

    await expect(asked).rejects.toMatchObject({ failure: "transient", code: "E_STORE_STOPPED" });
    const stopped = { replay: false, signal: stop.signal };
    await expect(adapter.write([a], stopped)).rejects.toMatchObject({ failure: "transient" });
    expect((await adapter.write([a]))[0]?.outcome).toBe("stored");
    await adapter.close();
    bucket.close();
    await close(silent);
  });

  test("writes no card any more when it is closed by force", async () => {
    const stop = new AbortController();
    const adapter = await open();
    await adapter.write([a], { replay: false, signal: stop.signal });
    stop.abort();
    await adapter.close();

    const bucket = new S3Bucket(storeOf());
    expect(await bucket.head("README.md")).toBeNull();
    bucket.close();
  });

  test("an endpoint that is no address is a person's to correct", async () => {
    const wrong = { ...storeOf(), endpoint: "http://user:p#w@127.0.0.1" };

    await expect(loadStore(wrong)).rejects.toMatchObject({ failure: "misconfigured", exitCode: 3 });
  });

  test("writes a card that Hugging Face can read, and a manifest", async () => {
    const adapter = await open({ title: "苏州: “news”" });
    await adapter.write([a, b, c]);
    await adapter.close();

    const bucket = new S3Bucket(storeOf());
    const card = Buffer.from((await bucket.get("README.md"))?.bytes ?? []).toString("utf8");
    const manifest = Buffer.from((await bucket.get("manifest.json"))?.bytes ?? []).toString("utf8");
    bucket.close();
    const [, head = ""] = card.split("---\n");
    expect(head.split("\n")).toEqual(
      expect.arrayContaining([
        'pretty_name: "苏州: “news”"',
        "language:",
        "  - zh",
        "  - n<1K",
        '    data_files: "data/**/*.jsonl.gz"',
      ]),
    );
    expect(JSON.parse(manifest)).toMatchObject({ rows: 3, objects: 2, days: { "2024-06-07": { objects: 2 } } });
  });

  test("a bucket that is not there is a person's to correct", async () => {
    await expect(open({ bucket: "nobodys" })).rejects.toMatchObject({ failure: "misconfigured", exitCode: 3 });
  });

  test.each([
    [503, "SlowDown", { failure: "throttled", afterMs: 1000 }, "1"],
    [412, "PreconditionFailed", { failure: "transient" }, "1"],
    [500, "InternalError", { failure: "transient" }, "1"],
    [403, "AccessDenied", { failure: "misconfigured" }, "1"],
    [400, "RequestTimeout", { failure: "transient" }, "1"],
    [503, "SlowDown", { failure: "throttled", afterMs: 3_600_000 }, "999999999"],
  ] as const)("an answer of %i %s says what to do", async (status, code, expected, retryAfter) => {
    const server = createServer((_, answer) => {
      answer.writeHead(status, { "content-type": "application/xml", "retry-after": retryAfter });
      answer.end(`<Error><Code>${code}</Code><Message>No.</Message></Error>`);
    });
    const endpoint = await listen(server);

    await expect(open({ endpoint })).rejects.toMatchObject(expected);
    await close(server);
  });

  test("names the object that it takes the place of, and writes without where a server knows no such thing", async () => {
    const asked: string[] = [];
    const server = createServer((request, answer) => {
      const { "if-match": over, "if-none-match": none } = request.headers;
      asked.push(over ?? none ?? "-");
      request.resume();
      answer.writeHead(asked.length === 3 ? 501 : 200, { etag: '"e1"' });
      answer.end(asked.length === 3 ? "<Error><Code>NotImplemented</Code></Error>" : "");
    });
    const bucket = new S3Bucket(storeOf({ endpoint: await listen(server) }));
    const put = (over?: string): Promise<string> =>
      bucket.put("k", "text", { contentType: "text/plain", ...(over === undefined ? {} : { over }) });

    await put("");
    await put('"e1"');
    await put('"e1"');
    await put('"e1"');
    bucket.close();
    await close(server);

    expect(asked).toEqual(["*", '"e1"', '"e1"', "-", "-"]);
  });
});

async function writeAll(adapter: StoreAdapter, batches: readonly (readonly Delivery[])[]): Promise<boolean> {
  try {
    for (const batch of batches) await adapter.write(batch);
    return true;
  } catch {
    // The server went away: what it took of the batch comes again.
    return false;
  }
}

/** Headers that a proxy passes on. The client signs none of those that are left out. */
function passable(headers: IncomingHttpHeaders): Record<string, string> {
  const left = new Set(["host", "connection", "content-length", "transfer-encoding", "expect"]);
  const kept = Object.entries(headers).filter(([name]) => !left.has(name));
  return Object.fromEntries(kept.map(([name, value]) => [name, String(value)]));
}

async function listen(server: Server): Promise<string> {
  server.listen(0, "127.0.0.1");
  await once(server, "listening");
  return `http://127.0.0.1:${String((server.address() as AddressInfo).port)}`;
}

async function close(server: Server): Promise<void> {
  const closed = once(server, "close");
  server.close();
  server.closeAllConnections();
  await closed;
}
