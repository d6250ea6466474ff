import { setTimeout as wait } from "node:timers/promises";
import { Random, type Withdrawal } from "@caibian/testkit";

import type { System } from "./system.ts";

const EVERY_MS = 1500;
/** Only young stories change: old ones are looked at in the last round alone, where many at once would be held back. */
const YOUNG_MS = 30_000;
const WITHDRAWALS: readonly Withdrawal[] = [404, 410, "notice"];

/** What was done to the site: ids of stories. */
export interface News {
  readonly added: string[];
  readonly changed: string[];
  readonly withdrawn: string[];
}

/** Adds stories, corrects young ones and takes a few down, until the signal aborts. The seed decides what. */
export async function editSite({ site }: Pick<System, "site">, seed: number, signal: AbortSignal): Promise<News> {
  const random = new Random(seed);
  const news: News = { added: [], changed: [], withdrawn: [] };
  let young: { readonly id: string; readonly addedMs: number }[] = [];
  for (let turn = 0; !signal.aborted; turn++) {
    young = young.filter(({ addedMs }) => performance.now() - addedMs < YOUNG_MS);
    if (turn % 4 === 2 && young.length > 0) {
      const { id } = random.pick(young);
      site.change(id);
      news.changed.push(id);
    } else if (turn % 12 === 5 && young.length > 0) {
      const { id } = random.pick(young);
      young = young.filter((story) => story.id !== id);
      site.withdraw(id, random.pick(WITHDRAWALS));
      news.withdrawn.push(id);
    } else {
      const { id } = site.add(random.pick(site.hosts).name);
      young.push({ id, addedMs: performance.now() });
      news.added.push(id);
    }
    await wait(EVERY_MS, undefined, { signal }).catch(() => undefined);
  }
  return news;
}
