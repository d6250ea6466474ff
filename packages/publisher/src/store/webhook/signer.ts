import type { WebhookStore } from "@caibian/schema";
import { Webhook } from "standardwebhooks";

/** The headers of Standard Webhooks; signed with every secret, so that one can take over from another. */
export class Signer {
  readonly #signers: readonly Webhook[];

  constructor(secret: WebhookStore["secret"]) {
    const secrets = secret === null ? [] : typeof secret === "string" ? [secret] : secret;
    this.#signers = secrets.map((one) => new Webhook(one));
  }

  headers(id: string, nowMs: number, body: string): Readonly<Record<string, string>> {
    const plain = { "webhook-id": id, "webhook-timestamp": String(Math.floor(nowMs / 1000)) };
    if (this.#signers.length === 0) return plain;
    const signatures = this.#signers.map((one) => one.sign(id, new Date(nowMs), body));
    return { ...plain, "webhook-signature": signatures.join(" ") };
  }
}
