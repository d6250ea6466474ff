import { z } from "zod";

import { storeBase, type StoreBase } from "./base.ts";
import { messageBase, messageSubject, type MessageBase } from "./message.ts";
import { serverUrl } from "./server-url.ts";

/** A topic exchange of RabbitMQ. */
export interface RabbitmqStore extends StoreBase, MessageBase {
  readonly type: "rabbitmq";
  /** `amqp://` or `amqps://`, with user, password and virtual host. */
  readonly url: string;
  /** Durable topic exchange; made when it is missing. Default `caibian.articles`. */
  readonly exchange: string;
  /** Routing key; `{region}` (`none` without one), `{op}` and `{id}` are filled in. */
  readonly routingKey: string;
  /** A durable queue to make and bind to everything, so that nothing is lost before takers come; null: none. */
  readonly queue: string | null;
  /** A message that no queue is bound for fails (`true`) or is lost (`false`). Default true. */
  readonly mandatory: boolean;
}

const name = z.string().regex(/^[A-Za-z0-9._:-]{1,200}$/, "a name is letters, digits, . _ : -");

/** A rabbitmq Store as a config file writes it. */
export const rabbitmqStore: z.ZodType<RabbitmqStore> & z.core.$ZodTypeDiscriminable = z.strictObject({
  ...storeBase,
  ...messageBase,
  type: z.literal("rabbitmq"),
  url: serverUrl(/^amqps?:\/\/.+/, "an amqp:// or amqps:// URL"),
  exchange: name.default("caibian.articles"),
  routingKey: messageSubject.default("article.{region}.{op}"),
  queue: name.nullable().default(null),
  mandatory: z.boolean().default(true),
});
