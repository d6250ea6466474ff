import { z } from "zod";

import { articleSchema } from "./article.ts";
import { configSchema } from "./config.ts";

/** JSON Schema (2020-12) of the Article and of `caibian.yaml` as a person writes it (defaults may be left out). */
export function jsonSchemas(): { readonly article: object; readonly caibian: object } {
  return {
    article: { title: "caibian Article", ...z.toJSONSchema(articleSchema, { io: "output" }) },
    caibian: { title: "caibian.yaml", ...z.toJSONSchema(configSchema, { io: "input" }) },
  };
}
