import { storeSchema } from "@caibian/schema";
import { expect, test } from "vitest";

import { loadStore } from "./load-store.ts";

test("a webhook without an HTTP client is a person's to correct", async () => {
  const store = storeSchema.parse({ id: "hook", type: "webhook", url: "https://hooks.example.org/" });

  await expect(loadStore(store)).rejects.toMatchObject({ code: "E_STORE_CLIENT", failure: "misconfigured" });
});
