import type { IncomingMessage, ServerResponse } from "node:http";
import { gzipSync } from "node:zlib";

import { etagOf, type Answer } from "./answer.ts";
import { sendCut, sendSlowly, type FailureMode } from "./failures.ts";

/** What was sent: the status that the client saw (0 for a broken connection), and whether the body went out whole. */
export interface Sent {
  readonly status: number;
  readonly whole: boolean;
}

/** Sends an answer under the failure that was planned for it: conditions, gzip and broken wires included. */
export function send(
  request: IncomingMessage,
  response: ServerResponse,
  answer: Answer,
  failure: FailureMode | null,
): Sent {
  if (typeof failure === "number") return sendStatus(response, failure);
  if (failure === "hang") return { status: 0, whole: false };
  if (failure === "reset") {
    request.socket.resetAndDestroy();
    return { status: 0, whole: false };
  }
  const etag = etagOf(answer.body);
  if (answer.status === 200) {
    response.setHeader("etag", etag);
    if (answer.modifiedMs > 0) response.setHeader("last-modified", new Date(answer.modifiedMs).toUTCString());
    if (isUnchanged(request, etag, answer.modifiedMs)) {
      response.writeHead(304).end();
      return { status: 304, whole: false };
    }
  }
  return sendBody(request, response, answer, failure);
}

function sendBody(
  request: IncomingMessage,
  response: ServerResponse,
  answer: Answer,
  failure: "cut" | "slow" | null,
): Sent {
  const gzip = /\bgzip\b/.test(request.headers["accept-encoding"] ?? "") && answer.body.length > 512;
  const body = gzip ? gzipSync(answer.body, { level: 1 }) : answer.body;
  if (gzip) response.setHeader("content-encoding", "gzip");
  response.writeHead(answer.status, {
    "content-type": answer.contentType,
    "content-length": body.length,
    vary: "accept-encoding",
  });
  if (request.method === "HEAD") {
    response.end();
    return { status: answer.status, whole: false };
  }
  if (failure === "cut") sendCut(response, body);
  else if (failure === "slow") sendSlowly(response, body);
  else response.end(body);
  return { status: answer.status, whole: failure !== "cut" };
}

function sendStatus(response: ServerResponse, status: 429 | 500 | 503): Sent {
  if (status !== 500) response.setHeader("retry-after", "1");
  response.writeHead(status, { "content-type": "text/html; charset=utf-8" });
  response.end(`<html><body><h1>${status} 服务暂时不可用</h1></body></html>`);
  return { status, whole: false };
}

// RFC 9110 section 13.1.3: If-Modified-Since is ignored where If-None-Match is given.
function isUnchanged(request: IncomingMessage, etag: string, modifiedMs: number): boolean {
  const wanted = request.headers["if-none-match"];
  if (wanted !== undefined) return wanted.split(",").some((tag) => tag.trim().replace(/^W\//, "") === etag);
  const since = Date.parse(request.headers["if-modified-since"] ?? "");
  return modifiedMs > 0 && since >= Math.floor(modifiedMs / 1000) * 1000;
}
