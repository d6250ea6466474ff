import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";

import { freePort, makeCertificate, needServer, startRedis } from "@caibian/testkit";
import { expect, test } from "vitest";

import { openQueue } from "../open-queue.ts";
import { queueContract, type QueueServer } from "./queue.test-suite.ts";

/** Redis with a password that answers over TLS, with a certificate of its own making. */
async function startRedisTls(): Promise<QueueServer & { readonly port: number; readonly ca: string }> {
  const folder = mkdtempSync(join(tmpdir(), "caibian-redis-tls-"));
  const { key, cert } = makeCertificate({ host: "localhost" });
  const [keyFile, ca] = [join(folder, "key.pem"), join(folder, "cert.pem")];
  writeFileSync(keyFile, key);
  writeFileSync(ca, cert);
  const port = await freePort();
  const tls = [
    "--tls-port",
    String(port),
    "--tls-cert-file",
    ca,
    "--tls-key-file",
    keyFile,
    "--tls-auth-clients",
    "no",
  ];
  const login = ["--user", "news", "on", ">p@ss", "~*", "&*", "+@all"];
  const server = await startRedis({ aof: true, args: [...tls, ...login] });
  const url = `rediss://news:p%40ss@localhost:${String(port)}?ca=${encodeURIComponent(ca)}`;
  return {
    port,
    ca,
    engine: { kind: "redis", url },
    address: { kind: "redis", url },
    bounce: () => server.kill().then(() => server.restart()),
    wipe: () => server.wipe(),
    stop: async () => {
      await server.stop();
      rmSync(folder, { recursive: true });
    },
  };
}

const isThere = needServer("redis", "queue: Redis over TLS");

queueContract("Redis over TLS", isThere, startRedisTls);

test.runIf(isThere)(
  "a certificate that nobody vouches for is refused, unless that is asked for; then it is warned of",
  async () => {
    const server = await startRedisTls();
    const place = `localhost:${String(server.port)}`;

    await expect(openQueue({ engine: { kind: "redis", url: `rediss://news:p%40ss@${place}` } })).rejects.toThrow(
      /^(?!.*p@ss|.*p%40ss).*self.signed/,
    );
    const queue = await openQueue({ engine: { kind: "redis", url: `rediss://news:p%40ss@${place}?verify=no` } });
    expect(await queue.warnings()).toEqual([expect.stringContaining("without a check of its certificate")]);
    await queue.close();
    await server.stop();
  },
);

test.runIf(isThere)("wrong credentials are told without repeating them", async () => {
  const server = await startRedisTls();
  const url = `rediss://news:wr0ng@localhost:${String(server.port)}?ca=${encodeURIComponent(server.ca)}`;

  await expect(openQueue({ engine: { kind: "redis", url } })).rejects.toThrow(/^(?!.*wr0ng).*WRONGPASS/);
  await server.stop();
});
