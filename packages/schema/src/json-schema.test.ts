import { readFileSync } from "node:fs";
import { expect, test } from "vitest";

import { jsonSchemas } from "./json-schema.ts";

test("the published JSON Schema files are the ones that the code makes", () => {
  for (const [name, schema] of Object.entries(jsonSchemas())) {
    const written: unknown = JSON.parse(readFileSync(new URL(`../json/${name}.schema.json`, import.meta.url), "utf8"));

    expect(written).toEqual(JSON.parse(JSON.stringify(schema)));
  }
});
