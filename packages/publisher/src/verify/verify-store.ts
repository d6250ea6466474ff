import {
  SHARDS,
  shardOf,
  type Article,
  type ArticleLog,
  type CurrentArticles,
  type Delivery,
  type ExpectedRecord,
  type HeldRecord,
  type StoreAdapter,
} from "@caibian/schema";

import { ShardOrder } from "../deliver/shard-order.ts";
import { StoreNotAskableError } from "../errors.ts";
import { HeldSpool } from "./held-spool.ts";
import { judge, type DifferenceKind } from "./judge.ts";
import { readRecords } from "./read-records.ts";
import { repair } from "./repair.ts";

/** What comparing a Store with the ledger needs. */
export interface VerifyDoors {
  readonly storeId: string;
  /** An open adapter. */
  readonly adapter: StoreAdapter;
  readonly batchSize: number;
  /** The turns of the Store's writes in this process. Default: nobody else writes here. */
  readonly order?: ShardOrder | undefined;
  readonly log: Pick<ArticleLog, "cursor">;
  readonly current: CurrentArticles;
  /** Whether the Store's selection takes an article. Default: all. */
  readonly wanted?: ((article: Article) => boolean) | undefined;
  /** Send again what is missing, older or different, and withdraw what should be gone. Default false. */
  readonly repair?: boolean;
  readonly signal: AbortSignal;
}

/** One difference, for showing. */
export interface Difference {
  readonly kind: DifferenceKind | "surplus";
  readonly articleId: string;
  /** Revision that the Store ought to hold; null for surplus. */
  readonly expected: number | null;
  readonly held: number | null;
  readonly isRepaired: boolean;
}

/** What comparing came to. */
export interface VerifyReport {
  readonly storeId: string;
  /** Articles of the ledger that the Store's cursor has passed. */
  readonly compared: number;
  /** Records in the Store, tombstones too. */
  readonly held: number;
  readonly counts: Readonly<Record<DifferenceKind | "surplus", number>>;
  /** Not judged: the Store has not come to them yet. */
  readonly behind: number;
  /** They differ, and the Store refused them: see `replay`. */
  readonly deadLetters: number;
  readonly repaired: number;
  /** Differences that are left. */
  readonly left: number;
  /** The first of the differences. */
  readonly first: readonly Difference[];
}

const PAGE = 1000;
const MOST_SHOWN = 50;

/**
 * Compares what a Store holds with what it ought to hold, in bounded memory: by revision and content hash, and by a digest
 * of the record where its inventory reads it. Repairs it if asked. Newer and surplus records are told and left alone. Throws StoreNotAskableError for a Store of messages.
 */
export async function verifyStore(doors: VerifyDoors): Promise<VerifyReport> {
  const { storeId, adapter, signal } = doors;
  if (adapter.inventory === undefined) throw new StoreNotAskableError(storeId);
  // Before the inventory: what the cursors have passed now is there to be found.
  const passed = await Promise.all(
    Array.from({ length: SHARDS }, async (_, shard) => (await doors.log.cursor(storeId, shard)).seq),
  );
  const spool = await HeldSpool.of(adapter.inventory(), signal);
  try {
    const books = new Books(storeId, spool.size);
    for (let after = ""; ;) {
      signal.throwIfAborted();
      const page = await doors.current.expected({ after, limit: PAGE });
      const last = page.at(-1);
      if (last === undefined) break;
      after = last.articleId;
      await comparePage(page, spool, passed, books, doors);
    }
    const { count, first } = spool.surplus(MOST_SHOWN);
    books.addSurplus(count, first);
    return books.report();
  } finally {
    await spool.close();
  }
}

interface Found {
  readonly expected: ExpectedRecord;
  readonly held: HeldRecord | undefined;
  readonly kind: DifferenceKind;
}

async function comparePage(
  page: readonly ExpectedRecord[],
  spool: HeldSpool,
  passed: readonly number[],
  books: Books,
  doors: VerifyDoors,
): Promise<void> {
  const held = spool.take(page.map((one) => one.articleId));
  const due = page.filter(({ seq, shard }) => seq <= (passed[shard] ?? 0));
  books.addCompared(due.length, page.length - due.length);
  const { unwanted, garbled } = await readRecords(due, held, doors);
  const found: Found[] = due.flatMap((expected) => {
    const there = held.get(expected.articleId);
    const isGarbled = garbled.has(expected.articleId);
    const seen = judge(expected, there, !unwanted.has(expected.articleId)) ?? (isGarbled ? "different" : null);
    // A feed keeps its newest alone: what it let go is not missing.
    const kind = seen === "missing" && doors.adapter.holdsNewestOnly === true ? null : seen;
    return kind === null ? [] : [{ expected, held: there, kind }];
  });
  if (found.length === 0) return;
  const ids = found.map((one) => one.expected.articleId);
  const dead = new Set(await doors.current.deadArticles(doors.storeId, ids));
  const left = found.filter((one) => !dead.has(one.expected.articleId));
  books.addDead(found.length - left.length);
  const mended = doors.repair === true ? await mend(left, passed, doors) : new Set<string>();
  for (const one of left) books.addDifference(one, mended.has(one.expected.articleId));
}

async function mend(
  found: readonly Found[],
  passed: readonly number[],
  doors: VerifyDoors,
): Promise<ReadonlySet<string>> {
  const broken = found.filter((one) => one.kind !== "newer").map((one) => one.expected);
  const isPassed = ({ articleId, seq }: Delivery): boolean => seq <= (passed[shardOf(articleId)] ?? 0);
  return repair(broken, { ...doors, order: doors.order ?? new ShardOrder(), isPassed });
}

/** Counts as it goes, and keeps the first differences. */
class Books {
  readonly #storeId: string;
  readonly #held: number;
  readonly #counts = { missing: 0, older: 0, newer: 0, different: 0, "still-there": 0, surplus: 0 };
  readonly #first: Difference[] = [];
  #compared = 0;
  #behind = 0;
  #dead = 0;
  #repaired = 0;

  constructor(storeId: string, held: number) {
    this.#storeId = storeId;
    this.#held = held;
  }

  addCompared(due: number, behind: number): void {
    this.#compared += due;
    this.#behind += behind;
  }

  addDead(count: number): void {
    this.#dead += count;
  }

  addDifference({ kind, expected, held }: Found, isRepaired: boolean): void {
    this.#counts[kind]++;
    if (isRepaired) this.#repaired++;
    const { articleId, revision } = expected;
    this.#show({ kind, articleId, expected: revision, held: held?.revision ?? null, isRepaired });
  }

  addSurplus(count: number, first: readonly HeldRecord[]): void {
    this.#counts.surplus += count;
    for (const { articleId, revision } of first) {
      this.#show({ kind: "surplus", articleId, expected: null, held: revision, isRepaired: false });
    }
  }

  report(): VerifyReport {
    const all = Object.values(this.#counts).reduce((sum, count) => sum + count, 0);
    return {
      storeId: this.#storeId,
      compared: this.#compared,
      held: this.#held,
      counts: { ...this.#counts },
      behind: this.#behind,
      deadLetters: this.#dead,
      repaired: this.#repaired,
      left: all - this.#repaired,
      first: this.#first,
    };
  }

  #show(difference: Difference): void {
    if (this.#first.length < MOST_SHOWN) this.#first.push(difference);
  }
}
