import { z } from "zod";

import { storeBase, type StoreBase } from "./base.ts";

/** HTTP POST, signed after Standard Webhooks. */
export interface WebhookStore extends StoreBase {
  readonly type: "webhook";
  readonly url: string;
  /** `whsec_…`; null sends unsigned. */
  readonly secret: string | null;
  /** Bound on one request, in milliseconds. Default 15 000. */
  readonly timeoutMs: number;
}

/** A webhook Store as a config file writes it. */
export const webhookStore: z.ZodType<WebhookStore> & z.core.$ZodTypeDiscriminable = z.strictObject({
  ...storeBase,
  type: z.literal("webhook"),
  url: z.url({ protocol: /^https?$/ }),
  secret: z
    .string()
    .regex(/^whsec_[A-Za-z0-9+/=]+$/)
    .nullable()
    .default(null),
  timeoutMs: z.number().int().min(100).max(120_000).default(15_000),
});
