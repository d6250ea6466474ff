import { z } from "zod";

import { storeBase, type StoreBase } from "./base.ts";
import { messageBase, messageSubject, type MessageBase } from "./message.ts";
import { serverUrl } from "./server-url.ts";

/** A stream of NATS JetStream. */
export interface NatsStore extends StoreBase, MessageBase {
  readonly type: "nats";
  /** `nats://` or `tls://`; user and password, or a token, may stand in it. */
  readonly url: string;
  /** Name of the stream that takes the subject. Default `CAIBIAN`. */
  readonly stream: string;
  /** Where a message goes; `{region}` (`none` without one), `{op}` and `{id}` are filled in. */
  readonly subject: string;
  /** Makes the stream when it is missing. Default true. */
  readonly createStream: boolean;
}

/** A nats Store as a config file writes it. */
export const natsStore: z.ZodType<NatsStore> & z.core.$ZodTypeDiscriminable = z.strictObject({
  ...storeBase,
  ...messageBase,
  type: z.literal("nats"),
  url: serverUrl(/^(?:nats|tls):\/\/.+/, "a nats:// or tls:// URL"),
  stream: z
    .string()
    .regex(/^[A-Za-z0-9_-]{1,64}$/, "a stream name is letters, digits, _ -")
    .default("CAIBIAN"),
  subject: messageSubject.default("caibian.article.{region}.{op}"),
  createStream: z.boolean().default(true),
});
