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
    limits: { delayMs: 2000, concurrency: 1, maxPages: 500 },
  });
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
