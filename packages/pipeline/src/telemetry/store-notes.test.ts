import type { StoreTrouble } from "@caibian/ledger";
import type { PublishEvent } from "@caibian/publisher";
import { expect, test } from "vitest";

import type { PipelineEvent } from "./events.ts";
import { StoreNotes } from "./store-notes.ts";

const DOWN: PublishEvent = { kind: "store-down", storeId: "a", failure: "down", why: "away", next: "x", exitCode: 4 };
const UP: PublishEvent = { kind: "store-up", storeId: "a", downMs: 5 };

function waits(failure: "taken" | "throttled", afterMs: number): PublishEvent {
  return { kind: "store-waits", storeId: "a", failure, why: "slow down", afterMs };
}

/** Takes events as fast as they come; answers what was written. */
async function written(...events: readonly PublishEvent[]): Promise<readonly (StoreTrouble | null)[]> {
  const rows: (StoreTrouble | null)[] = [];
  const noteStore = async (_: string, trouble: StoreTrouble | null): Promise<void> => {
    await Promise.resolve();
    rows.push(trouble);
  };
  const notes = new StoreNotes({ noteStore }, () => undefined);
  for (const event of events) notes.take(event);
  await notes.close();
  return rows;
}

test("a store that goes down is noted with why and next, and forgotten when it is back", async () => {
  expect(await written(DOWN)).toEqual([{ state: "down", failure: "down", why: "away", next: "x", waitMs: null }]);
  expect(await written(DOWN, UP)).toEqual([expect.objectContaining({ state: "down" }), null]);
});

test("of what comes while one is written only the last word is", async () => {
  expect(await written(DOWN, UP, DOWN, UP, DOWN, UP)).toEqual([expect.objectContaining({ state: "down" }), null]);
});

test("a long wait is noted; a short one, and a store in another process's hands, is not", async () => {
  expect(await written(waits("throttled", 60_000))).toMatchObject([{ state: "waiting", waitMs: 60_000 }]);
  expect(await written(waits("throttled", 200), waits("taken", 5_000))).toEqual([]);
});

test("a ledger that fails is a warning, and the next word is written again", async () => {
  const events: PipelineEvent[] = [];
  let calls = 0;
  const noteStore = (): Promise<void> => (++calls === 1 ? Promise.reject(new Error("away")) : Promise.resolve());
  const notes = new StoreNotes({ noteStore }, (event) => events.push(event));

  notes.take(DOWN);
  await notes.close();
  notes.take(UP);
  await notes.close();

  expect(calls).toBe(2);
  expect(events).toMatchObject([{ kind: "warning" }]);
});
