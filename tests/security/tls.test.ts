import { randomBytes } from "node:crypto";
import { createServer } from "node:https";
import { createServer as createTcpServer, type AddressInfo } from "node:net";
import type { TlsOptions } from "node:tls";
import { createClient, type Client, type ClientOptions } from "@caibian/http";
import { makeCertificate, type TestCertificate } from "@caibian/testkit";
import { afterEach, describe, expect, test, vi } from "vitest";

const closers: (() => Promise<void>)[] = [];
afterEach(async () => {
  vi.unstubAllEnvs();
  for (const close of closers.splice(0)) await close();
});

/** A TLS server that counts the requests it got. */
async function serve(options: TlsOptions): Promise<{ readonly port: number; readonly seen: string[] }> {
  const seen: string[] = [];
  const server = createServer(options, (request, response) => {
    seen.push(request.url ?? "");
    response.end("果农在合作社里学习剪枝。");
  });
  // The client refuses it: that is the point.
  server.on("tlsClientError", () => undefined);
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  closers.push(async () => {
    server.closeAllConnections();
    await new Promise((resolve) => server.close(resolve));
  });
  return { port: (server.address() as AddressInfo).port, seen };
}

function clientFor(port: number, tls: NonNullable<ClientOptions["tls"]> = {}): Client {
  const resolve = { "old.test": `127.0.0.1:${port}`, "other.test": `127.0.0.1:${port}` };
  const client = createClient({ userAgent: "t", allow: ["127.0.0.1"], resolve, tls, deadlineMs: 5000 });
  closers.push(async () => client.close());
  return client;
}

const MONTH_MS = 30 * 86_400_000;
const ours = makeCertificate({ host: "old.test" });
const expired = makeCertificate({ host: "old.test", notAfter: new Date(Date.now() - MONTH_MS) });
const foreign = makeCertificate({ host: "another.test" });

describe.each<readonly [string, TestCertificate]>([
  ["self-signed", ours],
  ["expired", expired],
  ["another name's", foreign],
])("a certificate that is %s", (_, certificate) => {
  test("is refused, and the error names the key that would accept it", async () => {
    const { port, seen } = await serve(certificate);

    const answer = clientFor(port).get("https://old.test/");

    await expect(answer).rejects.toMatchObject({
      code: "E_TLS",
      kind: "unreachable",
      next: expect.stringContaining('network.tls: { "old.test": { certificate:'),
    });
    expect(seen).toEqual([]);
  });

  test("is accepted by its fingerprint, on its host alone", async () => {
    const { port, seen } = await serve(certificate);
    const client = clientFor(port, { "old.test": { certificate: `sha256:${certificate.fingerprint}` } });

    expect(await client.get("https://OLD.test/")).toMatchObject({ status: 200 });
    await expect(client.get("https://other.test/")).rejects.toMatchObject({ code: "E_TLS" });
    expect(seen).toHaveLength(1);
  });

  test("is refused when the fingerprint is another's, and the error says which came", async () => {
    const { port, seen } = await serve(certificate);
    const client = clientFor(port, {
      "old.test": { certificate: makeCertificate({ host: "old.test" }).fingerprint },
    });

    const answer = client.get("https://old.test/");

    await expect(answer).rejects.toMatchObject({
      code: "E_TLS_PIN",
      why: expect.stringContaining(certificate.fingerprint),
    });
    expect(seen).toEqual([]);
  });
});

test("NODE_TLS_REJECT_UNAUTHORIZED=0 opens nothing", async () => {
  vi.stubEnv("NODE_TLS_REJECT_UNAUTHORIZED", "0");
  const { port } = await serve(ours);

  await expect(clientFor(port).get("https://old.test/")).rejects.toMatchObject({ code: "E_TLS" });
});

test("a server of TLS 1.0 is refused unless its host may speak it", async () => {
  const old = { minVersion: "TLSv1", maxVersion: "TLSv1", ciphers: "DEFAULT:@SECLEVEL=0" } as const;
  const { port } = await serve({ ...ours, ...old });
  const certificate = ours.fingerprint;

  await expect(clientFor(port, { "old.test": { certificate } }).get("https://old.test/")).rejects.toMatchObject({
    code: "E_TLS",
    next: expect.stringContaining("minVersion: TLSv1"),
  });
  const lenient = clientFor(port, { "old.test": { certificate, minVersion: "TLSv1" } });
  expect(await lenient.get("https://old.test/")).toMatchObject({ status: 200 });
});

test("a server that cannot renegotiate safely is refused unless its host may be so", async () => {
  // TLS 1.2, ECDHE-RSA-AES128-GCM-SHA256 and no extension: RFC 5746 would have it say renegotiation_info.
  const hello = Buffer.concat([Buffer.from("0303", "hex"), randomBytes(32), Buffer.from("00c02f00", "hex")]);
  const handshake = Buffer.concat([Buffer.from([2, 0, 0, hello.length]), hello]);
  const record = Buffer.concat([Buffer.from([22, 3, 3, 0, handshake.length]), handshake]);
  const server = createTcpServer((socket) => {
    socket.on("error", () => socket.destroy());
    socket.once("data", () => socket.end(record));
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  closers.push(async () => void server.close());
  const { port } = server.address() as AddressInfo;

  await expect(clientFor(port).get("https://old.test/")).rejects.toMatchObject({
    code: "E_TLS",
    next: expect.stringContaining("legacyRenegotiation: true"),
  });
  // With the exception the client goes on, and misses the certificate that never comes.
  const lenient = clientFor(port, { "old.test": { legacyRenegotiation: true } });
  await expect(lenient.get("https://old.test/")).rejects.not.toMatchObject({
    why: expect.stringContaining("RENEGOTIATION"),
  });
});
