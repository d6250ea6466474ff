import { z } from "zod";

import { storeBase, type StoreBase } from "./base.ts";
import { messageBase, type MessageBase } from "./message.ts";
import { serverUrl } from "./server-url.ts";

/** A stream of Redis. */
export interface RedisStreamsStore extends StoreBase, MessageBase {
  readonly type: "redis-streams";
  readonly url: string;
  /** Key of the stream. Default `caibian:articles`. */
  readonly stream: string;
  /** About how many entries the stream keeps (`MAXLEN ~`), or null: all. Default null. */
  readonly maxLength: number | null;
  /** Keeps each article's newest revision beside the stream, so that none is added twice. Default false. */
  readonly dedupe: boolean;
}

/** A redis-streams Store as a config file writes it. */
export const redisStreamsStore: z.ZodType<RedisStreamsStore> & z.core.$ZodTypeDiscriminable = z.strictObject({
  ...storeBase,
  ...messageBase,
  type: z.literal("redis-streams"),
  url: serverUrl(/^rediss?:\/\/.+/, "a redis:// or rediss:// URL"),
  stream: z
    .string()
    .regex(/^[^\s{}]{1,200}$/, "a key without spaces and braces")
    .default("caibian:articles"),
  maxLength: z.number().int().min(1).nullable().default(null),
  dedupe: z.boolean().default(false),
});
