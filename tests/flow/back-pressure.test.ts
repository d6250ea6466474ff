import type { Publisher } from "@caibian/publisher";
import { startSite } from "@caibian/testkit";
import { expect, test } from "vitest";

import { openInTime } from "../support/in-time.ts";
import { until } from "../support/serving.ts";

const PRESSURE = [{ storeId: "files", behind: 200, maxLag: 100 }];
const BATCH = { size: 2, waitMs: 1_000_000 };

test("a visit fetches nothing while a store lags too far, at its beginning and after every batch", async () => {
  const site = await startSite({ articles: 40 });
  const app = await openInTime(site.hosts[0]!, Date.parse("2026-03-02T08:00:00+08:00"));
  let isPressed = true;
  let pressesAgain = true;
  let looks = 0;
  // A Visit asks the publisher for nothing else.
  const publisher = {
    pressure: () => {
      looks++;
      return Promise.resolve(isPressed ? PRESSURE : []);
    },
    notify: () => {
      isPressed = pressesAgain;
      return Promise.resolve();
    },
  } as unknown as Publisher;
  const lookedOften = async (): Promise<void> => {
    const from = looks;
    await until("the stores were looked at", () => Promise.resolve(looks >= from + 2));
  };
  try {
    const visited = app.visit("hand", { publisher, batch: BATCH });
    await lookedOften();
    expect(site.requests).toHaveLength(0);

    isPressed = false;
    await until("a batch was committed", () => Promise.resolve(isPressed));
    await lookedOften();
    const committed = await app.ledger.articles({ limit: 1000 });
    const asked = site.requests.length;
    await lookedOften();
    expect(committed.length).toBeLessThanOrEqual(BATCH.size);
    expect(await app.ledger.articles({ limit: 1000 })).toHaveLength(committed.length);
    expect(site.requests).toHaveLength(asked);

    pressesAgain = false;
    isPressed = false;
    await visited;
    expect((await app.ledger.articles({ limit: 1000 })).length).toBeGreaterThan(committed.length);
  } finally {
    await app.close();
    await site.close();
  }
});
