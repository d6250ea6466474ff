import type { Message as KafkaMessage } from "kafkajs";

/**
 * Most bytes of a send, before compression: a broker counts what is appended to a partition at once against its
 * `message.max.bytes` (1 048 588 unless it was set otherwise), not each record. A larger record goes alone.
 */
const MAX_SEND_BYTES = 900_000;
/** What a record has besides key, value and headers: lengths and deltas. */
const RECORD_OVERHEAD = 64;

/** A message and its place in the batch. */
export interface Placed {
  readonly at: number;
  readonly seq: number;
  readonly message: KafkaMessage;
}

/** What is appended to one partition at once: all of it, or nothing. */
export interface Send {
  readonly partition: number | null;
  readonly placed: readonly Placed[];
}

/** The sends of a batch: each to one partition, those of a partition in the batch's order. */
export function planSends(
  messages: readonly Placed[],
  partitionOf: (message: KafkaMessage) => number | null,
): readonly Send[] {
  const sends: { partition: number | null; placed: Placed[] }[] = [];
  const open = new Map<number | null, { placed: Placed[]; bytes: number }>();
  for (const one of messages) {
    const partition = partitionOf(one.message);
    const bytes = bytesOf(one.message);
    const last = open.get(partition);
    if (last !== undefined && last.bytes + bytes <= MAX_SEND_BYTES) {
      last.placed.push(one);
      last.bytes += bytes;
      continue;
    }
    const placed = [one];
    open.set(partition, { placed, bytes });
    sends.push({ partition, placed });
  }
  return sends;
}

function bytesOf({ key, value, headers = {} }: KafkaMessage): number {
  let bytes = RECORD_OVERHEAD + Buffer.byteLength(key ?? "") + Buffer.byteLength(value ?? "");
  for (const [name, said] of Object.entries(headers)) bytes += name.length + String(said).length;
  return bytes;
}
