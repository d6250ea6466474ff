import { expect, test } from "vitest";

import { storeSchema } from "../store.ts";

const store = { id: "files", type: "jsonl", path: "./out" };

test("a store says what it is given and in which form", () => {
  const form = {
    select: { region: ["32", "320505"], language: ["zh"], minQuality: 0.8, reprints: "first" },
    shape: "flat",
    fields: ["title", "region_code"],
    redact: "strict",
  };

  expect(storeSchema.parse({ ...store, ...form })).toMatchObject(form);
  expect(storeSchema.parse(store)).not.toHaveProperty("select");
});

test.each([
  ["a field of another shape", { fields: ["region_code"] }, ["fields", 0]],
  ["a misspelt field", { shape: "ninjs", fields: ["headlines", "bodys"] }, ["fields", 1]],
  ["no field at all", { fields: [] }, ["fields"]],
  ["a misspelt condition", { select: { regions: ["32"] } }, ["select"]],
  ["half a code", { select: { region: ["3"] } }, ["select", "region", 0]],
  ["a quality above one", { select: { minQuality: 97 } }, ["select", "minQuality"]],
])("refuses %s and says where it stands", (_, form, path) => {
  const result = storeSchema.safeParse({ ...store, ...form });

  expect(result.error?.issues.map((issue) => issue.path)).toEqual([path]);
});
