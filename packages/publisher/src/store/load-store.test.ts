import { storeSchema, type Store } from "@caibian/schema";
import { expect, test } from "vitest";

import { loadStore } from "./load-store.ts";

test("a webhook without an HTTP client is a person's to correct", async () => {
  const store = storeSchema.parse({ id: "hook", type: "webhook", url: "https://hooks.example.org/" });

  await expect(loadStore(store)).rejects.toMatchObject({ code: "E_STORE_CLIENT", failure: "misconfigured" });
});

test.each([
  ["postgres", "postgres://me:pa/ss@db/news"],
  ["mysql", "mysql://me:pa#ss@db/news"],
  ["nats", "nats://me:pa#ss@bus"],
  ["rabbitmq", "amqp://me:12/34@bus"],
  ["redis-streams", "redis://me:50%@bus"],
  ["webhook", "https://me:pa#ss@hooks"],
  ["elasticsearch", "https://me:pa#ss@search"],
])("a %s store's url that cannot be read is a person's to correct", async (type, url) => {
  const failure: unknown = await loadStore({ id: "main", type, url } as Store).catch((error: unknown) => error);

  expect(failure).toMatchObject({ failure: "misconfigured", exitCode: 3, next: "correct the store's url" });
  expect((failure as Error).message).toMatch(/percent-encode/);
  expect((failure as Error).message).not.toMatch(/pa.ss|12.34|50%/);
});
