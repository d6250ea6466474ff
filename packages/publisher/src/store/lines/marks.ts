import { shardOf, type Delivery, type WriteContext } from "@caibian/schema";

/** How far one shard has come into the file. */
export interface ShardMark {
  readonly seq: number;
  /** When that row was committed. A smaller seq at a later time is a new ledger's, not a repeat. */
  readonly at: string;
}

/** How far each shard has come. */
export type ShardMarks = Readonly<Record<string, ShardMark>>;

/** What a file Store has taken: from the log, from each run of history, and of dead letters sent again. */
export interface Marks {
  readonly shards: ShardMarks;
  readonly runs?: Readonly<Record<string, ShardMarks>>;
  /** `articleId:revision`, newest last. */
  readonly replayed?: readonly string[];
}

/** Runs of history whose marks are kept, newest last: a run that is older has ended. */
const MAX_RUNS = 4;
/** They lie in the sidecar, which is written with every batch. */
const MAX_REPLAYED = 200;

/** The marks of a group of Deliveries while it is gathered: asks what is a repeat, and moves on. */
export class MarkBook {
  #marks: Marks;

  constructor(marks: Marks) {
    this.#marks = marks;
  }

  /** The marks now. */
  get marks(): Marks {
    const { shards, runs, replayed } = this.#marks;
    return { shards, ...(runs === undefined ? {} : { runs }), ...(replayed === undefined ? {} : { replayed }) };
  }

  /** True when the Delivery was taken before. A repair is none: what was taken is found to be wrong. */
  isRepeat(delivery: Delivery, context?: WriteContext): boolean {
    if (context?.repair === true) return false;
    if (context?.replay === true) return this.#marks.replayed?.includes(keyOf(delivery)) === true;
    const mark = this.#shards(context)[shardOf(delivery.articleId)];
    return mark !== undefined && delivery.seq <= mark.seq && delivery.at <= mark.at;
  }

  /** Notes that the Delivery is taken. */
  take(delivery: Delivery, context?: WriteContext): void {
    if (context?.replay === true) {
      const replayed = [...(this.#marks.replayed ?? []), keyOf(delivery)].slice(-MAX_REPLAYED);
      this.#marks = { ...this.#marks, replayed };
      return;
    }
    const shard = shardOf(delivery.articleId);
    const before = this.#shards(context);
    const mark = before[shard];
    const at = mark !== undefined && mark.at > delivery.at ? mark.at : delivery.at;
    const shards = { ...before, [shard]: { seq: delivery.seq, at } };
    this.#marks = withShards(this.#marks, context?.backfill, shards);
  }

  #shards(context: WriteContext | undefined): ShardMarks {
    if (context?.backfill === undefined) return this.#marks.shards;
    return this.#marks.runs?.[context.backfill] ?? {};
  }
}

function withShards(marks: Marks, run: string | undefined, shards: ShardMarks): Marks {
  if (run === undefined) return { ...marks, shards };
  const { [run]: _, ...others } = marks.runs ?? {};
  const kept = Object.entries(others).slice(1 - MAX_RUNS);
  return { ...marks, runs: { ...Object.fromEntries(kept), [run]: shards } };
}

function keyOf({ articleId, revision }: Delivery): string {
  return `${articleId}:${String(revision)}`;
}
