// Writes json/article.schema.json and json/caibian.schema.json from the zod schemas.
import { mkdirSync, writeFileSync } from "node:fs";

import { jsonSchemas } from "../src/json-schema.ts";

const folder = new URL("../json/", import.meta.url);
mkdirSync(folder, { recursive: true });
for (const [name, schema] of Object.entries(jsonSchemas())) {
  writeFileSync(new URL(`${name}.schema.json`, folder), `${JSON.stringify(schema, null, 2)}\n`);
}
