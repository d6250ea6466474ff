import { toBeijing, type Delivery, type WriteContext } from "@caibian/schema";

import { PublishError } from "../../errors.ts";
import { heldOfLine, isLineOf } from "../lines/held-line.ts";
import type { ShardMark } from "../lines/marks.ts";
import type { S3Bucket } from "./bucket.ts";
import { heldListOf } from "./held-list.ts";
import { heldKey, lanePointerKey, partKey } from "./keys.ts";
import type { PartFormat, WrittenPart } from "./part-format.ts";

/** What a lane's pointer says. It is written before the first row of a part is. */
export interface LanePointer {
  readonly v: 1;
  /** The part that is being filled up. */
  readonly part: string;
  /** Its number in the lane, from 1. */
  readonly n: number;
  /** How far the lane had come before that part; null: nowhere. */
  readonly before: ShardMark | null;
  /** Rows of the parts before. */
  readonly rows: number;
}

/** What a lane is made of. */
export interface LaneDoors {
  readonly bucket: S3Bucket;
  readonly format: PartFormat;
  /** Characters of text after which a part is full. */
  readonly partChars: number;
}

/**
 * A line of parts in which rows are in order. The last part is written anew with each batch until it is full; how far
 * the lane has come lies in that object's metadata: rows and mark are one write.
 */
export class Lane {
  readonly name: string;
  #doors: LaneDoors | null = null;
  #pointer: LanePointer | null = null;
  #pointerEtag = "";
  #partEtag = "";
  #mark: ShardMark | null = null;
  #lines: string[] = [];
  #chars = 0;
  /** The part as it lies in the bucket, while lines were only added since. */
  #written: WrittenPart | null = null;
  #isDirty = false;

  constructor(name: string) {
    this.name = name;
  }

  /** The rows of the part that is being filled up. */
  get lines(): readonly string[] {
    return this.#lines;
  }

  /**
   * Makes sure that what is known of the lane is what lies in the bucket: another process may have written it. What is
   * done until the next `refresh` is done through these doors.
   */
  async refresh(doors: LaneDoors): Promise<void> {
    this.#doors = doors;
    const { bucket } = doors;
    if (!this.#isDirty && this.#pointer !== null) {
      const [pointer, part] = await Promise.all([
        bucket.head(lanePointerKey(this.name)),
        bucket.head(this.#pointer.part),
      ]);
      if (pointer?.etag === this.#pointerEtag && (part?.etag ?? "") === this.#partEtag) return;
    }
    await this.#load(doors);
  }

  /** True when the Delivery was taken before. */
  isRepeat(delivery: Delivery, context?: WriteContext): boolean {
    if (context?.repair === true) return false;
    if (context?.replay === true) {
      const { articleId, revision } = delivery;
      return this.#lines.some((line) => line.includes(articleId) && heldOfLine(line)?.revision === revision);
    }
    return this.#mark !== null && delivery.seq <= this.#mark.seq && delivery.at <= this.#mark.at;
  }

  /** Takes a row; it is durable after `flush`, or when a later one begins a part. */
  async add(delivery: Delivery, line: string): Promise<void> {
    if (this.#isFullFor(delivery, line)) {
      await this.flush();
      await this.#begin(delivery, this.#open());
    }
    this.#lines.push(line);
    this.#chars += line.length;
    const at = this.#mark !== null && this.#mark.at > delivery.at ? this.#mark.at : delivery.at;
    this.#mark = { seq: delivery.seq, at };
    this.#isDirty = true;
  }

  /** Takes out what the part holds of some articles; true when there was any. */
  erase(articleIds: ReadonlySet<string>): boolean {
    const kept = this.#lines.filter((line) => !isLineOf(line, articleIds));
    if (kept.length === this.#lines.length) return false;
    this.#setLines(kept);
    this.#isDirty = true;
    return true;
  }

  /** Makes what was taken durable. */
  async flush(): Promise<void> {
    if (!this.#isDirty || this.#pointer === null) return;
    const { bucket, format } = this.#open();
    const { seq = 0, at = "" } = this.#mark ?? {};
    const bytes = await format.encode(this.#lines, this.#written);
    this.#partEtag = await bucket.put(this.#pointer.part, bytes, {
      contentType: format.contentType,
      metadata: { seq: String(seq), at, rows: String(this.#lines.length) },
      over: this.#partEtag,
    });
    this.#written = { bytes, lines: this.#lines.length };
    this.#isDirty = false;
  }

  #isFullFor(delivery: Delivery, line: string): boolean {
    if (this.#pointer === null) return true;
    const day = `date=${toBeijing(Date.parse(delivery.at)).slice(0, 10)}/`;
    if (!this.#pointer.part.includes(day)) return true;
    return this.#lines.length > 0 && this.#chars + line.length > this.#open().partChars;
  }

  /** Leaves the part as it is, with a list of what it holds, and begins the next. */
  async #begin(first: Delivery, { bucket, format }: LaneDoors): Promise<void> {
    if (this.#pointer !== null) {
      await bucket.put(heldKey(this.#pointer.part), heldListOf(this.#lines), { contentType: "text/plain" });
    }
    const n = (this.#pointer?.n ?? 0) + 1;
    const pointer: LanePointer = {
      v: 1,
      part: partKey(this.name, n, first, format.extension),
      n,
      before: this.#mark,
      rows: (this.#pointer?.rows ?? 0) + this.#lines.length,
    };
    const text = JSON.stringify(pointer);
    this.#pointerEtag = await bucket.put(lanePointerKey(this.name), text, {
      contentType: "application/json",
      over: this.#pointerEtag,
    });
    this.#pointer = pointer;
    this.#partEtag = "";
    this.#setLines([]);
  }

  async #load({ bucket, format }: LaneDoors): Promise<void> {
    const found = await bucket.get(lanePointerKey(this.name));
    this.#pointer = found === null ? null : (JSON.parse(Buffer.from(found.bytes).toString("utf8")) as LanePointer);
    this.#pointerEtag = found?.etag ?? "";
    const part = this.#pointer === null ? null : await bucket.get(this.#pointer.part);
    this.#partEtag = part?.etag ?? "";
    this.#setLines(part === null ? [] : await format.decode(part.bytes));
    this.#written = part === null ? null : { bytes: part.bytes, lines: this.#lines.length };
    // A pointer without its part: the process ended between the two.
    this.#mark = part === null ? (this.#pointer?.before ?? null) : markOf(part.metadata);
    this.#isDirty = false;
  }

  #open(): LaneDoors {
    if (this.#doors !== null) return this.#doors;
    throw new PublishError({ code: "E_STORE_CLOSED", what: "the lane was not read", where: this.name });
  }

  #setLines(lines: readonly string[]): void {
    this.#lines = [...lines];
    this.#written = null;
    this.#chars = lines.reduce((sum, line) => sum + line.length, 0);
  }
}

function markOf({ seq, at = "" }: Readonly<Record<string, string>>): ShardMark | null {
  const number = Number(seq);
  return Number.isSafeInteger(number) ? { seq: number, at } : null;
}
