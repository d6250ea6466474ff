import { configSchema, type Config } from "@caibian/schema";
import { expect, test } from "vitest";

import { configWithoutSecrets, shownAddress } from "./without-secrets.ts";

const SECRET = "s3cr3t";

function configOf(changes: object): Config {
  return configSchema.parse({ sources: [{ id: "a", start: ["https://a.example.cn/xw/?page=1"] }], ...changes });
}

test.each([
  ["a password", { type: "elasticsearch", url: "https://es.example.cn", username: "u", password: SECRET }],
  ["an API key", { type: "opensearch", url: "https://es.example.cn", apiKey: SECRET }],
  ["a token", { type: "elasticsearch", url: "https://es.example.cn", token: SECRET }],
  ["a path", { type: "webhook", url: `https://hooks.example.cn/services/T0/B0/${SECRET}` }],
  ["a query", { type: "webhook", url: `https://hooks.example.cn/in?key=${SECRET}` }],
  ["a header", { type: "webhook", url: "https://hooks.example.cn/in", headers: { authorization: SECRET } }],
  ["a signature", { type: "webhook", url: "https://hooks.example.cn/in", secret: `whsec_${SECRET}${SECRET}` }],
  ["a query of a database", { type: "postgres", url: `postgres://db/news?user=u&password=${SECRET}` }],
  ["a login with a slash", { type: "postgres", url: `postgres://u:a%2F${SECRET}@db/news` }],
  ["several hosts", { type: "postgres", url: `postgres://u:${SECRET}@db1,db2/news` }],
  ["a token in an address", { type: "nats", url: `nats://${SECRET}@nats:4222`, stream: "NEWS", subject: "news" }],
  ["a login of Kafka", kafka()],
  ["a key of S3", { type: "s3", bucket: "news", accessKeyId: "id", secretAccessKey: SECRET }],
])("a store's secret is not shown: %s", (_, store) => {
  const text = JSON.stringify(configWithoutSecrets(configOf({ stores: [{ id: "s", ...store }] })));

  expect(text).not.toContain(SECRET);
});

function kafka(): object {
  const sasl = { mechanism: "plain", username: "u", password: SECRET };
  return { type: "kafka", brokers: ["k:9092"], topic: "news", sasl };
}

test("secrets of ledger, queue, console and a source's address are not shown", () => {
  const text = JSON.stringify(
    configWithoutSecrets(
      configOf({
        ledger: `postgres://u:${SECRET}@db/news`,
        console: { token: `${SECRET}${SECRET}${SECRET}` },
        queue: `rediss://:${SECRET}@cache:6380`,
        sources: [{ id: "a", start: [`https://u:${SECRET}@a.example.cn/xw/?page=1`] }],
      }),
    ),
  );

  expect(text).not.toContain(SECRET);
  expect(text).toContain("https://a.example.cn/xw/?page=1");
});

test("an address keeps scheme and host, a folder all of it", () => {
  expect(shownAddress("postgres://u:p@db:5433/news?password=p")).toBe("postgres://db:5433");
  expect(shownAddress("postgres://u:a/b@db/news")).toBe("postgres://…");
  expect(shownAddress("postgres://u:12/34@db/news")).toBe("postgres://…");
  expect(shownAddress("https://hooks.example.cn/in/a@b")).toBe("https://hooks.example.cn");
  expect(shownAddress("./data")).toBe("./data");
});
