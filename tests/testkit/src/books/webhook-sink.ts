import { once } from "node:events";
import { createServer } from "node:http";

import { closeServer, originOf } from "../site/start-site.ts";
import { recordOf, type StoreReading } from "./store-reading.ts";

/** One POST as it came. */
export interface ReceivedHook {
  readonly headers: Readonly<Record<string, string>>;
  readonly body: string;
  /** What was answered. */
  readonly status: number;
}

export interface WebhookSink {
  readonly url: string;
  /** Every POST, refused ones too, oldest first. */
  readonly received: readonly ReceivedHook[];
  /** The accepted ones as a message Store. */
  reading(): StoreReading;
  close(): Promise<void>;
}

export interface WebhookSinkOptions {
  /** The status to answer the n-th POST with (from 1), or null to accept it. Default accept all. */
  readonly fail?: (count: number) => number | null;
}

/** Starts a receiver for the webhook Store on loopback. */
export async function startWebhookSink(options: WebhookSinkOptions = {}): Promise<WebhookSink> {
  const received: ReceivedHook[] = [];
  const server = createServer((request, response) => {
    const chunks: Buffer[] = [];
    request.on("data", (chunk: Buffer) => chunks.push(chunk));
    request.on("end", () => {
      const status = options.fail?.(received.length + 1) ?? 204;
      const headers = Object.fromEntries(Object.entries(request.headers).map(([name, value]) => [name, String(value)]));
      received.push({ headers, body: Buffer.concat(chunks).toString("utf8"), status });
      response.writeHead(status).end();
    });
  });
  server.listen(0, "127.0.0.1");
  await once(server, "listening");
  return {
    url: `${originOf(server)}/hook`,
    received,
    reading: () => ({
      name: "webhook",
      kind: "message",
      records: received.filter(({ status }) => status < 300).flatMap(({ body }) => recordsOf(JSON.parse(body))),
    }),
    close: () => closeServer(server),
  };
}

// The body is an Article, a withdrawal, a Delivery around either, or (CloudEvents) an envelope with `data`.
function recordsOf(value: unknown): StoreReading["records"] {
  if (Array.isArray(value)) return value.flatMap(recordsOf);
  const { data, article, articleId, ...rest } = value as Readonly<Record<string, unknown>>;
  if (data !== undefined) return recordsOf(data);
  if (typeof article === "object" && article !== null) return [recordOf(article)];
  if (typeof articleId === "string") return [recordOf({ ...rest, id: articleId, status: "withdrawn" })];
  return [recordOf(value)];
}
