import { setTimeout as wait } from "node:timers/promises";
import { messageOf } from "@caibian/schema";
import { Random } from "@caibian/testkit";

import type { System } from "./system.ts";

/** What a person did by hand under the faults, for the books. Stories by their ids. */
export interface Orders {
  readonly withdrawn: string[];
  /** Of these no Store may hold a word any more. */
  readonly erased: string[];
  /** How often history was sent to a Store once more. */
  readonly backfills: Map<string, number>;
  /** Orders that were carried out, by kind. */
  readonly done: Map<string, number>;
  /** What comparing a Store with the ledger found: it ought to find nothing. */
  readonly differences: string[];
  /** Orders that nobody took, not even when the faults were over. */
  readonly refused: string[];
}

/** What the operator is told. */
export interface OperatorOptions {
  readonly seed: number;
  /** Ids of stories that nobody else touches. */
  readonly stories: readonly string[];
  readonly signal: AbortSignal;
  readonly note: (text: string) => void;
}

/** One thing to do: it is asked of the console until it answers. */
interface Order {
  readonly kind: string;
  readonly path: string;
  readonly body: object;
  /** Hears the answer. */
  readonly hear?: (answer: Readonly<Record<string, unknown>>) => void;
}

type Deal = () => Order | null;

const EVERY_MS = [2000, 6000] as const;
const ASK_MS = 15_000;
/** For what is left when the faults are over. */
const LAST_MS = 60_000;
const RETRY_MS = 500;

/**
 * A person at the console of `serve`: withdraws stories, takes some down, has dead letters sent again, fills Stores
 * and has them compared and repaired, in an order that the seed decides. What could not be asked is asked again; when
 * the signal aborts, all of it is brought to its end, and dead letters are sent again for the last time.
 */
export async function operate(system: System, options: OperatorOptions): Promise<Orders> {
  const { seed, signal, note } = options;
  const random = new Random(seed);
  const orders: Orders = {
    withdrawn: [],
    erased: [],
    backfills: new Map(),
    done: new Map(),
    differences: [],
    refused: [],
  };
  const deals = dealsOf(system, options.stories, orders, random);
  let waiting: readonly Order[] = [];
  const askAll = async (): Promise<void> => {
    const left: Order[] = [];
    for (const order of waiting) if (!(await carriedOut(system, order, orders, note))) left.push(order);
    waiting = left;
  };
  while (!signal.aborted) {
    for (const deal of random.sample(deals, deals.length)) {
      await wait(random.between(...EVERY_MS), undefined, { signal }).catch(() => undefined);
      if (signal.aborted) break;
      const order = deal();
      if (order !== null) waiting = [...waiting, order];
      await askAll();
    }
  }
  waiting = [...waiting, replayAll()];
  for (const deadline = performance.now() + LAST_MS; ; await wait(RETRY_MS)) {
    await askAll();
    if (waiting.length === 0 || performance.now() > deadline) break;
  }
  orders.refused.push(...waiting.map(({ kind, body }) => `${kind} ${JSON.stringify(body)}`));
  return orders;
}

function dealsOf(system: System, stories: readonly string[], orders: Orders, random: Random): readonly Deal[] {
  const { stores } = system;
  const untouched = [...stories];
  const askable = stores.filter(({ kind }) => kind !== "message");
  const takeBack = (action: "withdraw" | "erase", list: string[]): Order | null => {
    const ids = random.sample(untouched, Math.min(random.between(1, 3), untouched.length));
    for (const id of ids) untouched.splice(untouched.indexOf(id), 1);
    list.push(...ids);
    const urls = ids.map((id) => system.site.expectedOf(id).url);
    return ids.length === 0 ? null : { kind: action, path: "/api/withdraw", body: { action, by: "torture", urls } };
  };
  return [
    () => takeBack("withdraw", orders.withdrawn),
    () => takeBack("erase", orders.erased),
    replayAll,
    () => {
      const { id } = random.pick(stores).input;
      // Counted when it is asked: an answer that was lost may have been a yes.
      orders.backfills.set(id, (orders.backfills.get(id) ?? 0) + 1);
      return { kind: "backfill", path: `/api/stores/${id}/backfill`, body: {} };
    },
    () => {
      const { id } = random.pick(askable).input;
      const hear = (answer: Readonly<Record<string, unknown>>): void => {
        const counts = Object.entries(answer["counts"] ?? {}).filter(([, count]) => count !== 0);
        if (counts.length > 0)
          orders.differences.push(
            `${id}: ${JSON.stringify(answer["counts"])}, first ${JSON.stringify(answer["first"])}`,
          );
      };
      return { kind: "verify", path: `/api/stores/${id}/verify`, body: { repair: true }, hear };
    },
  ];
}

function replayAll(): Order {
  return { kind: "replay", path: "/api/dead-letters/replay", body: { all: true } };
}

/** False: it has to be asked again. A Store that cannot be compared now is none to be asked again. */
async function carriedOut(
  system: System,
  order: Order,
  orders: Orders,
  note: OperatorOptions["note"],
): Promise<boolean> {
  const what = `operator: ${order.kind} ${order.path} ${JSON.stringify(order.body)}`;
  try {
    const response = await fetch(`${system.consoleUrl}${order.path}`, {
      method: "POST",
      headers: { "content-type": "application/json" },
      body: JSON.stringify(order.body),
      signal: AbortSignal.timeout(ASK_MS),
    });
    const answer = (await response.json()) as Readonly<Record<string, unknown>>;
    note(`${what}: ${response.status} ${JSON.stringify(answer).slice(0, 300)}`);
    if (!response.ok) return order.kind === "verify";
    order.hear?.(answer);
    orders.done.set(order.kind, (orders.done.get(order.kind) ?? 0) + 1);
    return true;
  } catch (error) {
    note(`${what}: ${messageOf(error)}`);
    return order.kind === "verify";
  }
}
