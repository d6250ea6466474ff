import { z } from "zod";

import { storeBase, type StoreBase } from "./base.ts";
import { messageBase, type MessageBase } from "./message.ts";
import { webUrl } from "./server-url.ts";

/** HTTP POST of CloudEvents, signed after Standard Webhooks. */
export interface WebhookStore extends StoreBase, MessageBase {
  readonly type: "webhook";
  readonly url: string;
  /** `whsec_…`, or several while one takes over from another: each signs. Null sends unsigned. */
  readonly secret: string | readonly string[] | null;
  /** Sent with every request, e.g. authorization. Never told in errors or logs. Default none. */
  readonly headers: Readonly<Record<string, string>>;
  /** Requests under way at once in a batch, each of another article. Default 1: one after the other. */
  readonly concurrency: number;
  /** Sends a whole batch in one request, as `application/cloudevents-batch+json`. Default false. */
  readonly batch: boolean;
}

const secret = z.string().regex(/^whsec_[A-Za-z0-9+/]{8,}={0,2}$/, "whsec_ and a secret in base64");

/** Ours: what they say is made from the record. */
const OWN_HEADERS: ReadonlySet<string> = new Set(["content-type", "content-length", "host", "connection"]);

const headers = z.record(
  z
    .string()
    .regex(/^[!#$%&'*+.^_`|~0-9A-Za-z-]+$/, "a header name")
    .refine((name) => !OWN_HEADERS.has(name.toLowerCase()) && !/^webhook-/i.test(name), "a header that caibian sets"),
  z.string().regex(/^[\t\x20-\x7e]*$/, "a header value is one line of ASCII"),
);

/** A webhook Store as a config file writes it. */
export const webhookStore: z.ZodType<WebhookStore> & z.core.$ZodTypeDiscriminable = z.strictObject({
  ...storeBase,
  ...messageBase,
  type: z.literal("webhook"),
  url: webUrl,
  secret: z
    .union([secret, z.array(secret).min(1).max(4)])
    .nullable()
    .default(null),
  headers: headers.default({}),
  concurrency: z.number().int().min(1).max(16).default(1),
  batch: z.boolean().default(false),
});
