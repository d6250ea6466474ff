import { readFileSync } from "node:fs";
import { createServer, type Server } from "node:http";
import { createServer as createTcpServer, type AddressInfo, type Socket } from "node:net";
import { join } from "node:path";
import { createClient, type Client, type ClientOptions } from "@caibian/http";
import { needShared } from "@caibian/testkit";
import { afterAll, afterEach, beforeAll, describe, expect, test, vi } from "vitest";

const spellings = needShared("attacks/ssrf-own", "addresses: the collected spellings");

/** Counts connections to where none may come: loopback, over IPv4 and IPv6. */
let canaryPort = 0;
let touched = 0;
const canaries = ["127.0.0.1", "::1"].map((host) => ({ host, server: createTcpServer(touch) }));

/** Sends readers on to the address in its query, or answers. */
let redirector: Server;
let redirectorPort = 0;

const clients: Client[] = [];

function touch(socket: Socket): void {
  touched++;
  socket.destroy();
}

beforeAll(async () => {
  for (const { host, server } of canaries) {
    await new Promise<void>((resolve) => server.listen(canaryPort, host, resolve));
    canaryPort = (server.address() as AddressInfo).port;
  }
  redirector = createServer((request, response) => {
    const to = new URL(request.url ?? "/", "http://x").searchParams.get("to");
    if (to === null) response.end("public");
    // As bytes of UTF-8, which is how servers send what is not ASCII.
    else response.writeHead(302, { location: Buffer.from(to).toString("latin1") }).end();
  });
  await new Promise<void>((resolve) => redirector.listen(0, "127.0.0.1", resolve));
  redirectorPort = (redirector.address() as AddressInfo).port;
});
afterAll(async () => {
  for (const server of [...canaries.map((canary) => canary.server), redirector])
    await new Promise((resolve) => server.close(resolve));
});
afterEach(async () => {
  vi.unstubAllEnvs();
  for (const client of clients.splice(0)) await client.close();
  if (touched > 0) throw new RangeError(`Expected no connection to the canary, got ${touched}`);
});

function clientOf(options: Partial<ClientOptions> = {}): Client {
  const client = createClient({ userAgent: "t", deadlineMs: 5000, ...options });
  clients.push(client);
  return client;
}

/** A client that may ask the redirector, and nothing else that is not public. */
function visitor(): Client {
  const address = `127.0.0.1:${redirectorPort}`;
  return clientOf({ resolve: { "site.test": address }, allow: [address] });
}

async function outcomeOf(asked: Promise<{ readonly status: number }>): Promise<string> {
  return asked.then(
    ({ status }) => String(status),
    (error: { readonly kind?: string }) => error.kind ?? "another error",
  );
}

describe.skipIf(spellings === null)("every collected spelling of an address that is not public", () => {
  // Two public controls, and one that URL reads as the public name a.com, are left out.
  const text = spellings === null ? "[]" : readFileSync(join(spellings, "cases.json"), "utf8");
  const cases = (JSON.parse(text) as { readonly input: string }[])
    .map(({ input }) => input)
    .filter((input) => !/^http:\/\/(?:8\.8\.8\.8|example\.com|a\.com\\.*)$/.test(input));

  test("is there", () => {
    expect(cases.length).toBeGreaterThanOrEqual(66);
  });

  test.each(cases)("%s is refused", async (input) => {
    expect(await outcomeOf(clientOf().get(input))).toBe("refused");
  });

  test.each(cases)("%s is refused at the canary's port", async (input) => {
    const url = URL.canParse(input) ? new URL(input) : null;
    if (url !== null && /^https?:$/.test(url.protocol)) url.port = String(canaryPort);

    expect(await outcomeOf(clientOf().get(url?.href ?? input))).toBe("refused");
  });

  // `http:127.0.0.1` is a path where the page before it was of http too.
  test.each(cases.filter((input) => !/^http:[^/\\]/.test(input)))("%s is refused after a redirect", async (input) => {
    const url = `http://site.test:${redirectorPort}/?to=${encodeURIComponent(input)}`;

    expect(await outcomeOf(visitor().get(url))).toBe("refused");
  });

  test.each(cases)("%s is refused for HEAD and POST", async (input) => {
    expect(await outcomeOf(clientOf().head(input))).toBe("refused");
    expect(await outcomeOf(clientOf().post(input, { body: "{}" }))).toBe("refused");
  });
});

describe("what DNS answers", () => {
  test.each(["127.0.0.1", "::1", "10.1.2.3", "169.254.169.254", "::ffff:127.0.0.1", "fd00::1", "0.0.0.0"])(
    "%s for a public name is refused",
    async (address) => {
      const client = clientOf({ lookup: async () => Promise.resolve([address]) });

      expect(await outcomeOf(client.get(`http://public.test:${canaryPort}/`))).toBe("refused");
    },
  );

  test("one private address among public ones refuses the name", async () => {
    const client = clientOf({ lookup: async () => Promise.resolve(["93.184.216.34", "127.0.0.1"]) });

    expect(await outcomeOf(client.get(`http://public.test:${canaryPort}/`))).toBe("refused");
  });

  test("a second answer is not asked for: the connection goes to the address that was checked", async () => {
    // 127.0.0.2 stands for the public address, since it is the one that is allowed; the canary is 127.0.0.1.
    const answers = ["127.0.0.2", "127.0.0.1", "127.0.0.1"];
    const asked: string[] = [];
    const elsewhere = createServer((_, response) => response.end("checked"));
    await new Promise<void>((resolve) => elsewhere.listen(canaryPort, "127.0.0.2", resolve));
    const client = clientOf({
      allow: ["127.0.0.2"],
      lookup: async (name) => {
        asked.push(name);
        return Promise.resolve([answers[asked.length - 1] ?? "127.0.0.1"]);
      },
    });
    const url = `http://public.test:${canaryPort}/`;

    const first = await client.get(url);
    // Its connection is gone: the next request connects again, and the name now means the canary.
    elsewhere.closeAllConnections();
    await new Promise((resolve) => elsewhere.close(resolve));

    expect(Buffer.from(first.bytes).toString()).toBe("checked");
    expect(asked).toEqual(["public.test"]);
    await expect.poll(async () => outcomeOf(client.get(url))).toBe("refused");
  });

  test("each hop of a redirect is resolved and checked anew", async () => {
    const client = clientOf({
      allow: [`127.0.0.2:${redirectorPort}`, `127.0.0.1:${redirectorPort}`],
      lookup: async (name) => Promise.resolve([name === "site.test" ? "127.0.0.1" : "10.0.0.1"]),
    });

    const asked = client.get(`http://site.test:${redirectorPort}/?to=${encodeURIComponent("http://inside.test/")}`);

    await expect(asked).rejects.toMatchObject({ code: "E_ADDRESS" });
  });
});

test("proxies that the environment names are not used", async () => {
  for (const name of ["HTTP_PROXY", "HTTPS_PROXY", "ALL_PROXY", "http_proxy", "https_proxy", "all_proxy"])
    vi.stubEnv(name, `http://127.0.0.1:${canaryPort}`);

  expect(await visitor().get(`http://site.test:${redirectorPort}/`)).toMatchObject({ status: 200 });
});
