import { z } from "zod";

import { storeBase, type StoreBase } from "./base.ts";

/** One line a Delivery, in a file that is cut back to its committed length on open. */
export interface JsonlStore extends StoreBase {
  readonly type: "jsonl";
  /** Folder that holds `articles.jsonl` and its sidecar. */
  readonly path: string;
}

/** A jsonl Store as a config file writes it. */
export const jsonlStore: z.ZodType<JsonlStore> & z.core.$ZodTypeDiscriminable = z.strictObject({
  ...storeBase,
  type: z.literal("jsonl"),
  path: z.string().min(1),
});
