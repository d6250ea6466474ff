import { expect, test } from "vitest";

import { configSchema } from "./config.ts";

test("six lines of config are enough: the rest has defaults", () => {
  const config = configSchema.parse({
    sources: [{ id: "snd", start: ["https://www.example.gov.cn/xwzx/"] }],
    stores: [{ id: "files", type: "jsonl", path: "./out" }],
  });

  expect(config.ledger).toBe("./data");
  expect(config.sources[0]).toMatchObject({
    v: 1,
    name: "snd",
    timeZone: "Asia/Shanghai",
    fetcher: "plain",
    limits: { delayMs: 2000, concurrency: 1, maxPages: 500 },
  });
  expect(config.browser).toEqual({ path: null, sandbox: null });
  expect(config.stores[0]).toMatchObject({ batchSize: 100, redact: "none" });
});

test("a misspelt key, a double id and a bare number region are refused", () => {
  const source = { id: "a", start: ["https://a.example.cn/"] };

  expect(configSchema.safeParse({ sources: [{ ...source, selecters: {} }] }).success).toBe(false);
  expect(configSchema.safeParse({ sources: [source, source] }).success).toBe(false);
  expect(configSchema.safeParse({ sources: [{ ...source, region: 320505 }] }).success).toBe(false);
});

test.each([
  ["one host by its exact name", { "old.example.cn": { legacyRenegotiation: true, minVersion: "TLSv1" } }, true],
  ["a fingerprint", { "old.example.cn": { certificate: `sha256:${"ab:".repeat(31)}ab` } }, true],
  ["a pattern of hosts", { "*.example.cn": { weakKeys: true } }, false],
  ["a host with a port", { "old.example.cn:443": { weakKeys: true } }, false],
  ["a host in capitals, which no URL has", { "OLD.example.cn": { weakKeys: true } }, false],
  ["half a fingerprint", { "old.example.cn": { certificate: "ab".repeat(16) } }, false],
  ["a switch for everything", { "old.example.cn": { rejectUnauthorized: false } }, false],
])("network.tls with %s", (_, tls, isFine) => {
  const sources = [{ id: "a", start: ["https://a.example.cn/"] }];

  expect(configSchema.safeParse({ sources, network: { tls } }).success).toBe(isFine);
});

test.each([
  ["auto", "auto"],
  ["rediss://cache:6380", "rediss://cache:6380"],
  [
    { sentinels: ["a:26379", "b:26379"], name: "news", password: "pw" },
    { shape: "sentinel", hosts: ["a:26379", "b:26379"], master: "news", password: "pw" },
  ],
  [
    { cluster: ["a:7000"], tls: {} },
    { shape: "cluster", hosts: ["a:7000"], tls: {} },
  ],
  [
    { host: "cache:6379", db: 2 },
    { shape: "single", hosts: ["cache:6379"], db: 2 },
  ],
])("the queue may be %j", (queue, read) => {
  const sources = [{ id: "a", start: ["https://a.example.cn/"] }];

  expect(configSchema.parse({ sources, queue }).queue).toEqual(read);
});

test("a queue that is none is told in words, without its password", () => {
  const sources = [{ id: "a", start: ["https://a.example.cn/"] }];
  const issues = configSchema.safeParse({ sources, queue: "redis+sentinel://:secret@a:1" }).error?.issues ?? [];

  expect(JSON.stringify(issues)).toContain("names no master");
  expect(JSON.stringify(issues)).not.toContain("secret");
});
