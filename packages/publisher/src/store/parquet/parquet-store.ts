import { readFile, stat, writeFile } from "node:fs/promises";
import { join } from "node:path";

import type { Delivery, HeldRecord, ParquetStore, Receipt, StoreAdapter, WriteContext } from "@caibian/schema";

import { fileError } from "../../errors.ts";
import { hasBody } from "../has-body.ts";
import type { Erased } from "../lines/erased.ts";
import { syncFile, type Move } from "../lines/folder-state.ts";
import { gather, type Gathered } from "../lines/gather.ts";
import { GroupCommit, type Submission } from "../lines/group-commit.ts";
import { heldOfLine } from "../lines/held-line.ts";
import { LineFile } from "../lines/line-file.ts";
import type { Marks } from "../lines/marks.ts";
import { newestHeld } from "../lines/newest-held.ts";
import { readLines } from "../lines/read-lines.ts";
import { rewriteLines } from "../lines/rewrite-lines.ts";
import { dayOf, type ParquetRow } from "./columns.ts";
import { decodeRows, hasRowOf, readHeldRows } from "./decode-rows.ts";
import { encodeRows } from "./encode-rows.ts";
import { asideOf, isPartAside, partFiles, partFor } from "./part-files.ts";
import { rowText } from "./row-text.ts";

/** Names with `_` in front are no data to Spark, DuckDB and their like. */
const SPOOL = "_spool.jsonl";
/** A day's last file is filled up while it is smaller. */
const SMALL_BYTES = 4_000_000;
/** Of an inventory, this much of the files is held in memory by article at once. */
const PASS_BYTES = 256_000_000;

/**
 * A folder of parquet files by day. A batch is durable in the spool before its receipt; the spool becomes parquet when
 * it is large or old enough, and when the Store is closed.
 */
export class ParquetFolder implements StoreAdapter {
  readonly #store: ParquetStore;
  readonly #spool: LineFile;
  readonly #commits: GroupCommit;
  readonly #hasText: boolean;
  #timer: NodeJS.Timeout | null = null;

  constructor(store: ParquetStore) {
    this.#store = store;
    this.#hasText = hasBody(store);
    this.#spool = new LineFile(store.id, store.path, SPOOL, isPartAside);
    this.#commits = new GroupCommit(
      (group) => this.#commit(group),
      async (error) => {
        await this.#spool.drop();
        this.#packSoon();
        return this.#explain(error);
      },
    );
  }

  async open(): Promise<void> {
    try {
      await this.#spool.open();
      if ((await this.#spool.state()).length > 0) this.#packSoon();
    } catch (error) {
      await this.#spool.close();
      throw this.#explain(error);
    }
  }

  write(batch: readonly Delivery[], context?: WriteContext): Promise<readonly Receipt[]> {
    return this.#commits.write(batch, context);
  }

  inventory(): AsyncIterable<readonly HeldRecord[]> {
    return this.#inventory();
  }

  async close(): Promise<void> {
    await this.#commits.alone(async () => {
      this.#forgetTimer();
      try {
        if (this.#spool.isOpen) await this.#pack();
      } finally {
        await this.#spool.close();
      }
    });
  }

  async #commit(group: readonly Submission[]): Promise<Gathered["receipts"]> {
    const before = { ...(await this.#spool.state()), erased: await this.#spool.erased() };
    const gathered = gather(group, before, (delivery) => rowText(delivery, this.#hasText));
    if (gathered.lines.length === 0) return gathered.receipts;
    const text = gathered.lines.map((line) => `${line.text}\n`).join("");
    if (gathered.erased.size > 0) await this.#erase(gathered.erased, text, gathered.marks);
    else await this.#spool.append(text, gathered.marks);
    const { length } = await this.#spool.state();
    if (length >= this.#store.partBytes) await this.#pack();
    else this.#packSoon();
    return gathered.receipts;
  }

  /** Makes parquet of the spool and empties it, in one step. */
  async #pack(): Promise<void> {
    const { v: _, moves: __, length, ...marks } = await this.#spool.state();
    this.#forgetTimer();
    if (length === 0) return;
    const { path } = this.#store;
    const days = new Map<string, ParquetRow[]>();
    for await (const line of readLines(join(path, SPOOL), length)) {
      const row = JSON.parse(line) as ParquetRow;
      const day = dayOf(row);
      const rows = days.get(day);
      if (rows === undefined) days.set(day, [row]);
      else rows.push(row);
    }
    const moves: Move[] = [];
    for (const [day, rows] of days) {
      const part = await partFor(path, day, SMALL_BYTES);
      const before = part.isNew ? [] : await decodeRows(await readFile(join(path, part.path)));
      moves.push(await this.#writeAside(part.path, [...before, ...rows]));
    }
    await this.#spool.replace(moves, { ...marks, length: 0 });
  }

  /** Adds lines to the spool while every earlier row of some articles goes, in one step for all files. */
  async #erase(erased: Erased, text: string, marks: Marks): Promise<void> {
    const without = new Set(erased.keys());
    const { path } = this.#store;
    const moves: Move[] = [{ from: `${SPOOL}.new`, to: SPOOL }];
    for (const part of await partFiles(path)) {
      if (!(await hasRowOf(join(path, part), without))) continue;
      const rows = await decodeRows(await readFile(join(path, part)));
      moves.push(
        await this.#writeAside(
          part,
          rows.filter((row) => !erased.has(row.id)),
        ),
      );
    }
    const from = join(path, SPOOL);
    const { length: bytes } = await this.#spool.state();
    const length = await rewriteLines({ from, bytes, to: `${from}.new`, without, more: text });
    await this.#spool.replace(moves, { ...marks, length }, erased);
  }

  async #writeAside(part: string, rows: readonly ParquetRow[]): Promise<Move> {
    const from = asideOf(part);
    const aside = join(this.#store.path, from);
    await writeFile(aside, await encodeRows(rows, this.#store.compression));
    await syncFile(aside);
    return { from, to: part };
  }

  #packSoon(): void {
    // A store that was closed while this waited in line leaves no timer behind.
    if (!this.#spool.isOpen) return;
    this.#timer ??= setTimeout(() => {
      this.#timer = null;
      void this.#packOrTryLater();
    }, this.#store.partMs);
  }

  /** What cannot become parquet now stays in the spool: nothing is lost, and whoever writes next hears of a full disk. */
  async #packOrTryLater(): Promise<void> {
    try {
      await this.#commits.alone(() => this.#pack());
    } catch {
      await this.#commits.alone(() => this.#spool.drop());
      this.#packSoon();
    }
  }

  #forgetTimer(): void {
    if (this.#timer !== null) clearTimeout(this.#timer);
    this.#timer = null;
  }

  async *#inventory(): AsyncGenerator<readonly HeldRecord[]> {
    const { path } = this.#store;
    let bytes = 0;
    for (const part of await partFiles(path)) bytes += (await stat(join(path, part))).size;
    yield* newestHeld(() => this.#held(), bytes / PASS_BYTES);
  }

  /** Every row, parts first: a part that is put in another's place meanwhile holds what that one held. */
  async *#held(): AsyncGenerator<HeldRecord> {
    const { path } = this.#store;
    const { parts, spooled } = await this.#commits.alone(async () => {
      const { length } = await this.#spool.state();
      const held: HeldRecord[] = [];
      for await (const line of readLines(join(path, SPOOL), length)) {
        const one = heldOfLine(line);
        if (one !== null) held.push(one);
      }
      return { parts: await partFiles(path), spooled: held };
    });
    for (const part of parts) yield* await readHeldRows(join(path, part));
    yield* spooled;
  }

  #explain(error: unknown): Error {
    return fileError(this.#store.id, this.#store.path, error);
  }
}
