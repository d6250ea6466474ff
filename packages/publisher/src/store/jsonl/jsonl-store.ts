import { open, stat } from "node:fs/promises";
import { join } from "node:path";

import {
  toBeijing,
  type Delivery,
  type HeldRecord,
  type JsonlStore,
  type Receipt,
  type StoreAdapter,
  type WriteContext,
} from "@caibian/schema";

import { fileError } from "../../errors.ts";
import { contentDigest } from "../content-digest.ts";
import { recordText } from "../record-text.ts";
import type { Erased } from "../lines/erased.ts";
import type { FolderState, Move } from "../lines/folder-state.ts";
import { gather, type Gathered } from "../lines/gather.ts";
import { GroupCommit, type Submission } from "../lines/group-commit.ts";
import { heldOfLine } from "../lines/held-line.ts";
import { LineFile } from "../lines/line-file.ts";
import { newestHeld } from "../lines/newest-held.ts";
import { readOpenLines } from "../lines/read-lines.ts";
import { closedFiles, isClosedAside, nextClosedName, packClosed, readClosed, removeTwins } from "./closed-files.ts";
import { hasLineOf, rewriteLines } from "../lines/rewrite-lines.ts";

const CURRENT = "articles.jsonl";
/** Of an inventory, this much of the files is held in memory by article at once. */
const PASS_BYTES = 512_000_000;

/**
 * A folder with `articles.jsonl`, one line a Delivery, each exactly once: the sidecar says how much of the file
 * counts and how far each shard has come. A file that is large enough, or of yesterday, is closed under a name of
 * its own and only a takedown touches it again.
 */
export class JsonlFile implements StoreAdapter {
  readonly #store: JsonlStore;
  readonly #now: () => number;
  readonly #lines: LineFile;
  readonly #commits: GroupCommit;
  #packing: Promise<void> = Promise.resolve();
  #stop = new AbortController();

  constructor(store: JsonlStore, now: () => number = Date.now) {
    this.#store = store;
    this.#now = now;
    this.#lines = new LineFile(store.id, store.path, CURRENT, isClosedAside);
    this.#commits = new GroupCommit(
      (group) => this.#commit(group),
      async (error) => {
        await this.#lines.drop();
        return this.#explain(error);
      },
    );
  }

  async open(): Promise<void> {
    try {
      await this.#lines.open();
      this.#stop = new AbortController();
      this.#pack();
    } catch (error) {
      await this.close();
      throw this.#explain(error);
    }
  }

  write(batch: readonly Delivery[], context?: WriteContext): Promise<readonly Receipt[]> {
    return this.#commits.write(batch, context);
  }

  inventory(): AsyncIterable<readonly HeldRecord[]> {
    return this.#inventory();
  }

  digestOf(delivery: Delivery): string | null {
    const record = recordText(delivery);
    return record.ok ? contentDigest(record.text) : null;
  }

  async close(): Promise<void> {
    this.#stop.abort();
    await this.#packing;
    await this.#commits.alone(() => this.#lines.close());
  }

  async #commit(group: readonly Submission[]): Promise<Gathered["receipts"]> {
    const before = { ...(await this.#lines.state()), erased: await this.#lines.erased() };
    const gathered = gather(group, before, recordText);
    if (gathered.lines.length === 0) return gathered.receipts;
    const today = toBeijing(this.#now()).slice(0, 10).replaceAll("-", "");
    await this.#rotateIfDue(today);
    const { day = today } = await this.#lines.state();
    const text = gathered.lines.map((line) => `${line.text}\n`).join("");
    if (gathered.erased.size > 0) await this.#erase(gathered.erased, text, { ...gathered.marks, day });
    else await this.#lines.append(text, { ...gathered.marks, day });
    return gathered.receipts;
  }

  async #rotateIfDue(today: string): Promise<void> {
    const { rotate, rotateBytes } = this.#store;
    const { v: _, moves: __, length, day = today, ...marks } = await this.#lines.state();
    if (length === 0 || (length < rotateBytes && (rotate === "none" || day === today))) return;
    const to = await nextClosedName(this.#store.path, day);
    await this.#lines.replace([{ from: CURRENT, to }], { ...marks, length: 0 });
    this.#pack();
  }

  /** Adds text while every earlier line of some articles goes, in one step for all files. */
  async #erase(erased: Erased, text: string, next: Omit<FolderState, "v" | "length">): Promise<void> {
    await this.#packing;
    const without = new Set(erased.keys());
    const { path } = this.#store;
    await removeTwins(path);
    const moves: Move[] = [{ from: `${CURRENT}.new`, to: CURRENT }];
    for (const name of await closedFiles(path)) {
      if (!(await hasLineOf(join(path, name), without))) continue;
      await rewriteLines({ from: join(path, name), to: join(path, `${name}.new`), without });
      moves.push({ from: `${name}.new`, to: name });
    }
    const from = join(path, CURRENT);
    const { length: bytes } = await this.#lines.state();
    const length = await rewriteLines({ from, bytes, to: `${from}.new`, without, more: text });
    await this.#lines.replace(moves, { ...next, length }, erased);
  }

  /** Packs closed files beside the writing. What fails is found plain at the next open. */
  #pack(): void {
    if (!this.#store.gzip) return;
    const { signal } = this.#stop;
    this.#packing = this.#packing.then(() => packClosed(this.#store.path, signal)).catch(() => undefined);
  }

  async *#inventory(): AsyncGenerator<readonly HeldRecord[]> {
    const { path } = this.#store;
    let { length: bytes } = await this.#commits.alone(() => this.#lines.state());
    for (const name of await closedFiles(path)) bytes += (await stat(join(path, name))).size;
    yield* newestHeld(() => this.#held(), bytes / PASS_BYTES);
  }

  /** Every line, closed files first. What is written meanwhile may be missing. */
  async *#held(): AsyncGenerator<HeldRecord> {
    const { path } = this.#store;
    const { current, length, closed } = await this.#commits.alone(async () => ({
      length: (await this.#lines.state()).length,
      current: await open(join(path, CURRENT), "r"),
      closed: await closedFiles(path),
    }));
    try {
      for (const name of closed) yield* heldOfLines(readClosed(path, name));
      yield* heldOfLines(readOpenLines(current, length));
    } finally {
      await current.close();
    }
  }

  #explain(error: unknown): Error {
    return fileError(this.#store.id, join(this.#store.path, CURRENT), error);
  }
}

async function* heldOfLines(lines: AsyncIterable<string>): AsyncGenerator<HeldRecord> {
  for await (const line of lines) {
    const held = heldOfLine(line);
    if (held !== null) yield { ...held, digest: contentDigest(line) };
  }
}
