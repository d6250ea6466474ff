import { setTimeout as wait } from "node:timers/promises";
import { messageOf } from "@caibian/schema";
import { Random } from "@caibian/testkit";

import { dealsOf, noOrders, replayAll, type Answer, type Order, type Orders } from "./orders.ts";
import type { System } from "./system.ts";

/** What the operator is told. */
export interface OperatorOptions {
  readonly seed: number;
  /** Ids of stories that nobody else touches. */
  readonly stories: readonly string[];
  readonly signal: AbortSignal;
  readonly note: (text: string) => void;
}

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
export async function operate(
  system: Pick<System, "stores" | "site" | "consoleUrl">,
  { seed, stories, signal, note }: OperatorOptions,
): Promise<Orders> {
  const random = new Random(seed);
  const orders = noOrders();
  const deals = dealsOf(system, stories, orders, random);
  let waiting: readonly Order[] = [];
  const askAll = async (): Promise<void> => {
    const left: Order[] = [];
    for (const order of waiting) if (!(await isDone(system.consoleUrl, order, orders, note))) left.push(order);
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

/** False: it has to be asked again. */
async function isDone(
  consoleUrl: string,
  order: Order,
  orders: Orders,
  note: OperatorOptions["note"],
): Promise<boolean> {
  const { kind, path, body, isOnce = false } = order;
  const tell = (what: string): void => note(`operator: ${kind} ${path} ${JSON.stringify(body)}: ${what}`);
  try {
    const { status, isOk, answer } = await ask(`${consoleUrl}${path}`, body);
    order.mayBeDone?.();
    tell(`${status} ${JSON.stringify(answer).slice(0, 300)}`);
    if (!isOk) return isOnce;
    order.hear?.(answer);
    orders.done.set(kind, (orders.done.get(kind) ?? 0) + 1);
    return true;
  } catch (error) {
    if (!isNobodyThere(error)) order.mayBeDone?.();
    tell(messageOf(error));
    return isOnce;
  }
}

async function ask(url: string, body: object): Promise<{ status: number; isOk: boolean; answer: Answer }> {
  const response = await fetch(url, {
    method: "POST",
    headers: { "content-type": "application/json" },
    body: JSON.stringify(body),
    signal: AbortSignal.timeout(ASK_MS),
  });
  return { status: response.status, isOk: response.ok, answer: (await response.json()) as Answer };
}

/** `fetch` hides the socket's error behind its own. */
function isNobodyThere(error: unknown): boolean {
  const cause = error instanceof Error ? error.cause : null;
  return cause instanceof Error && "code" in cause && cause.code === "ECONNREFUSED";
}
