import { createHmac } from "node:crypto";

import type { WebhookStore } from "@caibian/schema";

const PREFIX = "whsec_";

/**
 * The headers of Standard Webhooks (1.0, "Webhook metadata" and "Webhook signature"); signed with every secret, so that
 * one can take over from another. Its own library signs in JavaScript, which holds a large batch up for milliseconds.
 */
export class Signer {
  readonly #keys: readonly Buffer[];

  constructor(secret: WebhookStore["secret"]) {
    const secrets = secret === null ? [] : typeof secret === "string" ? [secret] : secret;
    this.#keys = secrets.map((one) => Buffer.from(one.slice(PREFIX.length), "base64"));
  }

  headers(id: string, nowMs: number, body: string): Readonly<Record<string, string>> {
    const timestamp = String(Math.floor(nowMs / 1000));
    const plain = { "webhook-id": id, "webhook-timestamp": timestamp };
    if (this.#keys.length === 0) return plain;
    const signatures = this.#keys.map((key) => {
      const mac = createHmac("sha256", key).update(`${id}.${timestamp}.`).update(body);
      return `v1,${mac.digest("base64")}`;
    });
    return { ...plain, "webhook-signature": signatures.join(" ") };
  }
}
