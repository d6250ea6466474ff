import { z } from "zod";

import { storeBase, type StoreBase } from "./base.ts";

/** One line a Delivery, in a file that is cut back to its committed length on open. */
export interface JsonlStore extends StoreBase {
  readonly type: "jsonl";
  /** Folder that holds `articles.jsonl` and its sidecar. */
  readonly path: string;
  /** A file of this many bytes is closed as `articles-YYYYMMDD.NNNN.jsonl` and a new one begun. Default 1 GiB. */
  readonly rotateBytes: number;
  /** `daily`: a file is closed as well when the day changes in China. Default none. */
  readonly rotate: "none" | "daily";
  /** Whether closed files are gzipped. Default false. */
  readonly gzip: boolean;
}

/** A jsonl Store as a config file writes it. */
export const jsonlStore: z.ZodType<JsonlStore> & z.core.$ZodTypeDiscriminable = z.strictObject({
  ...storeBase,
  type: z.literal("jsonl"),
  path: z.string().min(1),
  rotateBytes: z.number().int().min(1024).default(1_073_741_824),
  rotate: z.enum(["none", "daily"]).default("none"),
  gzip: z.boolean().default(false),
});
