import { z } from "zod";

import { storeBase, type StoreBase } from "./base.ts";

/** A folder of parquet files by day, `date=2026-05-01/part-00001.parquet`, one row a Delivery. */
export interface ParquetStore extends StoreBase {
  readonly type: "parquet";
  /** The folder. */
  readonly path: string;
  /** What is spooled becomes parquet at this many bytes. Default 32 MB. */
  readonly partBytes: number;
  /** … or after this long, in milliseconds. Default 300 000. */
  readonly partMs: number;
  /** How columns are compressed. Default snappy. */
  readonly compression: "snappy" | "none";
}

/** A parquet Store as a config file writes it. */
export const parquetStore: z.ZodType<ParquetStore> & z.core.$ZodTypeDiscriminable = z.strictObject({
  ...storeBase,
  type: z.literal("parquet"),
  path: z.string().min(1),
  partBytes: z.number().int().min(1024).max(256_000_000).default(32_000_000),
  partMs: z.number().int().min(1_000).max(86_400_000).default(300_000),
  compression: z.enum(["snappy", "none"]).default("snappy"),
});
