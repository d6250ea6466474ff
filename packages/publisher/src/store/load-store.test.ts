import { storeSchema } from "@caibian/schema";
import { expect, test, vi } from "vitest";

import { loadStore } from "./load-store.ts";

test("a webhook without an HTTP client is a person's to correct", async () => {
  const store = storeSchema.parse({ id: "hook", type: "webhook", url: "https://hooks.example.org/" });

  await expect(loadStore(store)).rejects.toMatchObject({ code: "E_STORE_CLIENT", failure: "misconfigured" });
});

test("a client library that is not installed is named, with the command that installs it", async () => {
  vi.doMock("./keyed/sqlite-store.ts", () => {
    throw Object.assign(new Error("Cannot find package 'libsql' imported from x"), { code: "ERR_MODULE_NOT_FOUND" });
  });
  const store = storeSchema.parse({ id: "lite", type: "sqlite", path: "x.db" });

  await expect(loadStore(store)).rejects.toMatchObject({ code: "E_STORE_PACKAGE", next: "npm install libsql" });
});
