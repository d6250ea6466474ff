import { findHeadEnd, readHead, type Fields } from "./fields.ts";
import type { FileBytes } from "./file-bytes.ts";
import { GzipMember } from "./gzip-member.ts";
import { MOST_HEAD_BYTES } from "./read-records.ts";

/** The gzip member of one record: how long it is in the file, and what its record says of itself. */
export interface MeasuredMember {
  readonly bytes: number;
  /** `WARC-Type`; "" when no record lies in the member. */
  readonly type: string;
  readonly fields: Fields;
}

/** Reads a member to its end, holding no more than its record's head. Throws BadMember. */
export async function measureMember(file: FileBytes, offset: number): Promise<MeasuredMember> {
  const member = new GzipMember(file, offset);
  const held: Buffer[] = [];
  let heldBytes = 0;
  for await (const chunk of member.chunks()) {
    if (heldBytes >= MOST_HEAD_BYTES) continue;
    held.push(chunk);
    heldBytes += chunk.length;
  }
  const content = Buffer.concat(held);
  const end = findHeadEnd(content);
  const head = end === null ? null : readHead(content.toString("utf8", 0, end.end));
  const fields = head?.start.startsWith("WARC/") === true ? head.fields : {};
  return { bytes: (member.end ?? offset) - offset, type: fields["warc-type"] ?? "", fields };
}
