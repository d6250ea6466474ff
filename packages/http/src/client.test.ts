import { readFileSync } from "node:fs";
import { brotliCompressSync, deflateRawSync, deflateSync, gzipSync } from "node:zlib";

import { afterAll, beforeAll, describe, expect, test } from "vitest";

import { ChainCookies, createClient, type Client } from "./index.ts";
import { startLoopback, type Loopback } from "./loopback.test-server.ts";
import { sharedFile } from "./shared.test-data.ts";

let server: Loopback;
let client: Client;

beforeAll(async () => {
  server = await startLoopback();
  client = createClient({
    userAgent: "caibian-test",
    allow: [`127.0.0.1:${server.port}`],
    resolve: { "a.test": `127.0.0.1:${server.port}`, "b.test": "127.0.0.1:1" },
    maxBytes: 100_000,
    maxInflatedBytes: 200_000,
  });
});
afterAll(async () => {
  await client.close();
  await server.close();
});

describe("answers", () => {
  test("brings status, headers in lower case and the bytes", async () => {
    server.handle("/plain", (_, response) => response.writeHead(200, { "X-One": "1", ETag: '"e"' }).end("苏州"));

    const answer = await client.get(`${server.origin}/plain`);

    expect(answer).toMatchObject({ status: 200, redirects: [], headers: { "x-one": "1", etag: '"e"' } });
    expect(Buffer.from(answer.bytes).toString()).toBe("苏州");
    expect(server.requests.at(-1)?.headers["user-agent"]).toBe("caibian-test");
  });

  test("asks conditionally and hands a 304 back", async () => {
    server.handle("/cached", (request, response) =>
      response.writeHead(request.headers["if-none-match"] === '"e"' ? 304 : 200, { "content-encoding": "gzip" }).end(),
    );

    const answer = await client.get(`${server.origin}/cached`, { validators: { etag: '"e"', lastModified: null } });

    expect(answer).toMatchObject({ status: 304, bytes: { length: 0 } });
  });

  test.each([
    ["gzip", gzipSync],
    ["deflate", deflateSync],
    ["deflate", deflateRawSync],
    ["br", brotliCompressSync],
  ] as const)("undoes %s", async (encoding, compress) => {
    server.handle("/coded", (_, response) =>
      response.writeHead(200, { "content-encoding": encoding }).end(compress(Buffer.from("新闻".repeat(99)))),
    );

    const answer = await client.get(`${server.origin}/coded`);

    expect(Buffer.from(answer.bytes).toString()).toBe("新闻".repeat(99));
  });

  test("reaches a host through a static override, as curl --resolve does", async () => {
    server.handle("/named", (request, response) => response.end(request.headers.host));

    const answer = await client.get("http://a.test/named");

    expect(Buffer.from(answer.bytes).toString()).toBe("a.test");
  });

  test("asks an API with a method and a body, and takes its whole answer or none", async () => {
    server.handle("/articles", (request, response) => {
      const chunks: Buffer[] = [];
      request.on("data", (chunk: Buffer) => chunks.push(chunk));
      request.on("end", () => {
        const { method, headers } = request;
        response.end(`${String(method)} ${String(headers["content-type"])} ${Buffer.concat(chunks).toString()}`);
      });
    });
    server.handle("/moved", (_, response) => response.writeHead(307, { location: "/articles" }).end());

    const asked = async (path: string, maxBytes?: number): Promise<string> => {
      const bound = maxBytes === undefined ? {} : { maxBytes };
      const answer = await client.request(`${server.origin}${path}`, { method: "PUT", body: "{}", ...bound });
      return `${String(answer.status)} ${Buffer.from(answer.bytes).toString()}`;
    };
    expect(await asked("/articles")).toBe("200 PUT application/json {}");
    expect(await asked("/moved")).toBe("307 ");
    await expect(asked("/articles", 10)).rejects.toMatchObject({ kind: "bad-content" });
  });

  test("posts a body and cuts a long answer", async () => {
    server.handle("/hook", (request, response) => {
      const chunks: Buffer[] = [];
      request.on("data", (chunk: Buffer) => chunks.push(chunk));
      request.on("end", () => response.writeHead(202).end(Buffer.concat(chunks).toString() + "x".repeat(200_000)));
    });

    const answer = await client.post(`${server.origin}/hook`, { body: '{"v":1}', maxBytes: 10 });

    expect(answer.status).toBe(202);
    expect(Buffer.from(answer.bytes).toString()).toBe('{"v":1}xxx');
  });
});

test.each([206, 304])("a webhook may answer %d", async (status) => {
  server.handle("/odd", (_, response) => response.writeHead(status).end());

  expect(await client.post(`${server.origin}/odd`, { body: "{}" })).toMatchObject({ status });
});

describe("redirects", () => {
  test("follows them, and names the URL that answered", async () => {
    server.handle("/first", (_, response) => response.writeHead(302, { location: "/to?x=1" }).end());
    server.handle("/to", (_, response) => response.end("there"));

    const answer = await client.get(`${server.origin}/first`);

    expect(answer).toMatchObject({ status: 200, finalUrl: `${server.origin}/to?x=1` });
  });

  test("leaves them to a caller who wants to", async () => {
    server.handle("/first", (_, response) => response.writeHead(302, { location: "/to" }).end());

    const answer = await client.get(`${server.origin}/first`, { followRedirects: false });

    expect(answer).toMatchObject({ status: 302, headers: { location: "/to" }, redirects: [] });
    expect(answer.finalUrl).toBe(`${server.origin}/first`);
  });

  test("stops at the sixth", async () => {
    server.handle("/loop", (_, response) => response.writeHead(301, { location: "/loop" }).end());

    await expect(client.get(`${server.origin}/loop`)).rejects.toMatchObject({ code: "E_REDIRECTS", kind: "refused" });
  });

  test.each(["http://127.0.0.1:1/", "http://[::ffff:10.0.0.1]/", "file:///etc/passwd", "http://0x7f.1/"])(
    "does not follow one to %s",
    async (location) => {
      server.handle("/away", (_, response) => response.writeHead(302, { location }).end());

      await expect(client.get(`${server.origin}/away`)).rejects.toMatchObject({ kind: "refused" });
    },
  );

  test("keeps a secret header from another origin", async () => {
    server.handle("/secret", (_, response) => response.writeHead(302, { location: "http://a.test/plain" }).end());

    await client.get(`${server.origin}/secret`, { headers: { authorization: "Bearer x" } });

    expect(server.requests.at(-1)?.headers.authorization).toBeUndefined();
  });
});

describe("cookies", () => {
  test("come back within one chain of redirects, and never after it", async () => {
    server.handle("/door", (request, response) => {
      if (request.headers.cookie === "seen=1") response.end("in");
      else response.writeHead(302, { location: "/door", "set-cookie": "seen=1; Path=/" }).end();
    });

    const first = await client.get(`${server.origin}/door`);
    const second = await client.get(`${server.origin}/door`);

    expect([first, second].map(({ redirects }) => redirects.length)).toEqual([1, 1]);
  });

  test("go along when the caller asks for each hop itself", async () => {
    server.handle("/hop", (request, response) => {
      if (request.headers.cookie === "seen=1") response.end("in");
      else response.writeHead(302, { location: "/hop", "set-cookie": "seen=1" }).end();
    });
    const options = { followRedirects: false, cookies: new ChainCookies() };

    const first = await client.get(`${server.origin}/hop`, options);
    const second = await client.get(`${server.origin}/hop`, options);

    expect([first.status, second.status]).toEqual([302, 200]);
  });

  test("do not go to another origin", async () => {
    server.handle("/leave", (_, response) =>
      response.writeHead(302, { location: "http://a.test/plain", "set-cookie": "seen=1" }).end(),
    );

    await client.get(`${server.origin}/leave`);

    expect(server.requests.at(-1)?.headers.cookie).toBeUndefined();
  });
});

describe("head", () => {
  test("brings status and headers", async () => {
    server.handle("/image", (_, response) => response.writeHead(200, { "content-length": "123456" }).end());

    const head = await client.head(`${server.origin}/image`);

    expect(head).toMatchObject({ status: 200, headers: { "content-length": "123456" } });
    expect(head).not.toHaveProperty("bytes");
    expect(server.requests.at(-1)?.method).toBe("HEAD");
  });

  test.each([405, 501])("asks a server that answers %d with a GET, and takes no body", async (status) => {
    server.handle("/refuses", (request, response) => {
      if (request.method === "HEAD") response.writeHead(status).end();
      else
        response.writeHead(200, { "content-length": "50000000", "content-type": "image/jpeg" }).write("x".repeat(9999));
    });

    const head = await client.head(`${server.origin}/refuses`);

    expect(head).toMatchObject({
      status: 200,
      headers: { "content-length": "50000000", "content-type": "image/jpeg" },
    });
  });
});

describe("kept connections", () => {
  test("a second answer on an idle connection is never the answer to the next request", async () => {
    const poison = "HTTP/1.1 200 OK\r\ncontent-length: 6\r\n\r\npoison";
    server.handle("/poison", (_, response) => response.socket?.write(poison.replace("poison", "honest") + poison));
    server.handle("/next", (_, response) => response.end("next"));

    const first = await client.get(`${server.origin}/poison`);
    const both = await Promise.all([client.get(`${server.origin}/poison`), client.get(`${server.origin}/next`)]);

    const texts = [first, ...both].map(({ bytes }) => Buffer.from(bytes).toString());
    expect(texts).toEqual(["honest", "honest", "next"]);
  });

  test("a late second answer is not either", async () => {
    const poison = "HTTP/1.1 200 OK\r\ncontent-length: 6\r\n\r\npoison";
    server.handle("/late", (_, response) => {
      const { socket } = response;
      response.end("honest", () => setTimeout(() => socket?.write(poison), 20));
    });
    server.handle("/next", (_, response) => response.end("next"));

    await client.get(`${server.origin}/late`);
    await new Promise((resolve) => setTimeout(resolve, 100));
    const next = await client.get(`${server.origin}/next`);

    expect(Buffer.from(next.bytes).toString()).toBe("next");
  });

  test("a kept connection that the server resets is asked once more, a fresh one is not", async () => {
    let resets = 0;
    server.handle("/hello", (_, response) => response.end("hi"));
    server.handle("/resets", (_, response) => {
      resets++;
      response.socket?.resetAndDestroy();
    });
    await client.get(`${server.origin}/hello`);

    await expect(client.get(`${server.origin}/resets`)).rejects.toMatchObject({ code: "E_NETWORK" });
    expect(resets).toBe(2);
    await expect(client.get(`${server.origin}/resets`)).rejects.toMatchObject({ code: "E_NETWORK" });
    expect(resets).toBe(3);
  });

  test("a connection that the server closed unannounced is asked once more", async () => {
    server.handle("/kept", (_, response) => response.end("kept"));
    server.handle("/closes", (_, response) => {
      response.socket?.end("HTTP/1.1 200 OK\r\ncontent-length: 2\r\nconnection: keep-alive\r\n\r\nhi");
    });

    await client.get(`${server.origin}/closes`);

    expect(await client.get(`${server.origin}/kept`)).toMatchObject({ status: 200 });
  });
});

describe("bounds", () => {
  test.each([
    ["a declared length past the bound", { "content-length": "100001" }, "x".repeat(100_001), "E_TOO_LARGE"],
    ["a body past the bound", {}, "x".repeat(300_000), "E_TOO_LARGE"],
    ["a gzip bomb", { "content-encoding": "gzip" }, gzipSync(Buffer.alloc(5_000_000)), "E_TOO_LARGE"],
    ["a brotli bomb", { "content-encoding": "br" }, brotliCompressSync(Buffer.alloc(5_000_000)), "E_TOO_LARGE"],
    ["a cut-off gzip", { "content-encoding": "gzip" }, gzipSync("苏".repeat(999)).subarray(0, 30), "E_CUT_OFF"],
    ["gzip that is none", { "content-encoding": "gzip" }, "hello, this is plain", "E_ENCODING"],
    ["an unknown encoding", { "content-encoding": "zstd" }, "x", "E_ENCODING"],
  ])("refuses %s", async (_, headers, body, code) => {
    server.handle("/bound", (_, response) => response.writeHead(200, headers).end(body));

    await expect(client.get(`${server.origin}/bound`)).rejects.toMatchObject({ code, kind: "bad-content" });
  });

  test.each([
    ["shorter than its declared length", "HTTP/1.1 200 OK\r\ncontent-length: 100\r\n\r\nhalf"],
    ["without its last chunk", "HTTP/1.1 200 OK\r\ntransfer-encoding: chunked\r\n\r\n4\r\nhalf\r\n"],
  ])("takes a body %s for an error, not a page", async (_, raw) => {
    server.handle("/cut", (_, response) => response.socket?.end(raw));

    await expect(client.get(`${server.origin}/cut`)).rejects.toMatchObject({ code: "E_CUT_OFF" });
  });

  test("gives up at the deadline, however slowly the bytes come", async () => {
    server.handle("/slow", (_, response) => void response.writeHead(200).write("x"));

    await expect(client.get(`${server.origin}/slow`, { deadlineMs: 150 })).rejects.toMatchObject({
      code: "E_DEADLINE",
      kind: "transient",
    });
  });

  test("stops when the caller says so, with the caller's reason", async () => {
    server.handle("/hang", () => {});
    const controller = new AbortController();
    const answer = client.get(`${server.origin}/hang`, { signal: controller.signal });

    controller.abort(new Error("enough"));

    await expect(answer).rejects.toThrow("enough");
  });

  test("the deadline ends the wait for a name that does not resolve, and the client closes", async () => {
    const lone = createClient({ userAgent: "t", lookup: () => new Promise(() => {}) });

    await expect(lone.get("http://slow.example/", { deadlineMs: 150 })).rejects.toMatchObject({ code: "E_DEADLINE" });

    await lone.close();
  });

  test("refuses headers past the bound", async () => {
    server.handle("/headers", (_, response) => response.writeHead(200, { x: "y".repeat(60_000) }).end());

    await expect(client.get(`${server.origin}/headers`)).rejects.toMatchObject({ code: "E_HEADERS_TOO_LARGE" });
  });
});

describe("classes", () => {
  test.each([
    [429, "7", 7000],
    [503, "7", 7000],
    [429, undefined, null],
  ])("%d with Retry-After %s is throttled", async (status, after, afterMs) => {
    server.handle("/busy", (_, response) =>
      response.writeHead(status, after === undefined ? {} : { "retry-after": after }).end("later"),
    );

    await expect(client.get(`${server.origin}/busy`)).rejects.toMatchObject({ kind: "throttled", afterMs });
  });

  test("a plain 503 is an answer", async () => {
    server.handle("/down", (_, response) => response.writeHead(503).end());

    expect(await client.get(`${server.origin}/down`)).toMatchObject({ status: 503 });
  });

  test("a closed port is unreachable", async () => {
    const lone = createClient({ userAgent: "t", allow: ["127.0.0.1"] });

    await expect(lone.get("http://127.0.0.1:1/")).rejects.toMatchObject({ kind: "unreachable", exitCode: 4 });
    await lone.close();
  });

  test("a connection that breaks before the headers is transient", async () => {
    server.handle("/reset", (_, response) => response.socket?.destroy());

    await expect(client.get(`${server.origin}/reset`)).rejects.toMatchObject({ kind: "transient" });
  });
});

describe("addresses that are not public", () => {
  test.each([
    "http://b.test/",
    "http://localhost/",
    "http://127.0.0.1:1/",
    "http://user:pw@127.0.0.1/",
    "ftp://a.test/",
  ])("%s is refused", async (url) => {
    await expect(client.get(url)).rejects.toMatchObject({ kind: "refused" });
  });

  test("every collected spelling is refused", async (context) => {
    const file = sharedFile("attacks/ssrf-own/cases.json");
    if (file === null) {
      context.skip();
      return;
    }
    const strict = createClient({ userAgent: "t", deadlineMs: 2000 });
    const spellings = JSON.parse(readFileSync(file, "utf8")) as { input: string; range?: string }[];
    for (const { input, range } of spellings) {
      // Two public controls, and one that URL reads as the public name a.com.
      if (range === "unicast" || /example\.com|8\.8\.8\.8|^http:\/\/a\.com\\/.test(input)) continue;
      const kind = await strict.get(input).then(
        () => "answered",
        (error: { kind?: string; code?: string }) => error.kind ?? error.code,
      );
      expect([input, kind]).toEqual([input, "refused"]);
    }
    await strict.close();
  });
});
