import type { Random } from "@caibian/testkit";

import type { System } from "./system.ts";

/** What a person did by hand under the faults, for the books. Stories by their ids. */
export interface Orders {
  readonly withdrawn: string[];
  /** Of these no Store may hold a word any more. */
  readonly erased: string[];
  /** How often history may have been sent to a Store once more. */
  readonly backfills: Map<string, number>;
  /** Orders that were carried out, by kind. */
  readonly done: Map<string, number>;
  /** What comparing a Store with the ledger found: it ought to find nothing. */
  readonly differences: string[];
  /** Orders that nobody took, not even when the faults were over. */
  readonly refused: string[];
}

/** What the console answers. */
export type Answer = Readonly<Record<string, unknown>>;

/** One thing that the console is asked for. */
export interface Order {
  readonly kind: string;
  readonly path: string;
  readonly body: object;
  /** Asked once, whatever comes: else until it is done. */
  readonly isOnce?: boolean;
  /** Called for each time that it was asked and may have been done, the answer lost or not. */
  readonly mayBeDone?: () => void;
  readonly hear?: (answer: Answer) => void;
}

/** Books with nothing in them. */
export function noOrders(): Orders {
  return { withdrawn: [], erased: [], backfills: new Map(), done: new Map(), differences: [], refused: [] };
}

/** All that a person may ask for, each time with other stories and Stores; null: nothing is left to ask it of. */
export function dealsOf(
  { stores, site }: Pick<System, "stores" | "site">,
  stories: readonly string[],
  orders: Orders,
  random: Random,
): readonly (() => Order | null)[] {
  const untouched = [...stories];
  const askable = stores.filter(({ kind }) => kind !== "message");
  const takeBack = (action: "withdraw" | "erase", list: string[]): Order | null => {
    const ids = random.sample(untouched, Math.min(random.between(1, 3), untouched.length));
    for (const id of ids) untouched.splice(untouched.indexOf(id), 1);
    list.push(...ids);
    const urls = ids.map((id) => site.expectedOf(id).url);
    return ids.length === 0 ? null : { kind: action, path: "/api/withdraw", body: { action, by: "torture", urls } };
  };
  return [
    () => takeBack("withdraw", orders.withdrawn),
    () => takeBack("erase", orders.erased),
    replayAll,
    () => backfill(random.pick(stores).input.id, orders),
    () => verify(random.pick(askable).input.id, orders),
  ];
}

/** All dead letters, of every Store. */
export function replayAll(): Order {
  return { kind: "replay", path: "/api/dead-letters/replay", body: { all: true } };
}

function backfill(id: string, { backfills }: Orders): Order {
  const mayBeDone = (): void => void backfills.set(id, (backfills.get(id) ?? 0) + 1);
  return { kind: "backfill", path: `/api/stores/${id}/backfill`, body: {}, mayBeDone };
}

/** Of a Store that is away, or in another process's hands, there is nothing to be heard now. */
function verify(id: string, { differences }: Orders): Order {
  const hear = ({ counts, first }: Answer): void => {
    if (Object.values(counts ?? {}).some((count) => count !== 0))
      differences.push(`${id}: ${JSON.stringify(counts)}, first ${JSON.stringify(first)}`);
  };
  return { kind: "verify", path: `/api/stores/${id}/verify`, body: { repair: true }, isOnce: true, hear };
}
