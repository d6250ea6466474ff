import type { Delivery, MessageBody } from "@caibian/schema";

import { recordText } from "../record-text.ts";
import { contentOf } from "../tombstone.ts";

/** What happened, as a message names it: a takedown asks its taker to forget earlier text as well. */
export type MessageKind = Delivery["op"] | "takedown";

/** A Delivery as a message Store sends it. */
export interface Message {
  readonly seq: number;
  /** `articleId:revision`: the same whenever it is sent, so that a taker can drop what it has. */
  readonly id: string;
  readonly articleId: string;
  readonly revision: number;
  readonly kind: MessageKind;
  /** Null for a withdrawal. */
  readonly contentHash: string | null;
  /** When the row was committed, ISO 8601. */
  readonly at: string;
  /** GB/T 2260 code of the article's region, or null. */
  readonly region: string | null;
  /** JSON. */
  readonly text: string;
}

/** A message, or why there cannot be one. */
export type MadeMessage =
  | { readonly ok: true; readonly message: Message }
  | { readonly ok: false; readonly seq: number; readonly reason: string };

/** The message of a Delivery. */
export function toMessage(delivery: Delivery, body: MessageBody): MadeMessage {
  const { seq, articleId, revision, article, at } = delivery;
  const text = body === "thin" ? thinText(delivery) : recordText(delivery);
  if (!text.ok) return { ok: false, seq, reason: text.reason };
  const message = {
    seq,
    id: `${articleId}:${String(revision)}`,
    articleId,
    revision,
    kind: kindOf(delivery),
    contentHash: article?.contentHash ?? null,
    at,
    region: article?.region?.code ?? null,
    text: text.text,
  };
  return { ok: true, message };
}

/** Number in the log of a message, or of what cannot be one. */
export function seqOf(made: MadeMessage): number {
  return made.ok ? made.message.seq : made.seq;
}

/** An article's revisions go one after the other: its lane is its id. What is no message is in nobody's way. */
export function laneOf(made: MadeMessage): string {
  return made.ok ? made.message.articleId : "";
}

function kindOf({ op, erase }: Delivery): MessageKind {
  return op === "withdraw" && erase === true ? "takedown" : op;
}

/** Enough to know what changed and to ask for the rest: no text of the story. */
function thinText(delivery: Delivery): ReturnType<typeof recordText> {
  const { article, op } = delivery;
  if (article === null || op === "withdraw") return { ok: true, text: JSON.stringify(contentOf(delivery)) };
  const { id, url, revision, status, contentHash, title } = article;
  return { ok: true, text: JSON.stringify({ id, url, revision, status, contentHash, title }) };
}
