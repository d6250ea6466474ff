import type { ArticleSelector, SelectedArticle } from "@caibian/ledger";
import { expect, test } from "vitest";

import { idsMeant, withdrawSelected } from "./withdraw-selected.ts";

const COUNT = 450;

function article(id: string): SelectedArticle {
  return { id, url: null, title: "", status: "usable", isTakenDown: false, isErased: false };
}

/** A desk with a group of copies: who is withdrawn is no longer in it. */
function deskOf(group: Set<string>): Parameters<typeof withdrawSelected>[0] {
  return {
    select: (_: ArticleSelector, { after, limit }) =>
      Promise.resolve(
        [...group]
          .filter((id) => id > after)
          .toSorted()
          .slice(0, limit)
          .map(article),
      ),
    withdraw: (ids) => {
      for (const id of ids) group.delete(id);
      return Promise.resolve({
        withdrawn: ids.length,
        erased: 0,
        unchanged: 0,
        heads: [{ shard: 3, seq: ids.length }],
      });
    },
    reinstate: () => Promise.reject(new Error("not asked for")),
  };
}

test("a group that shrinks while it is withdrawn is withdrawn whole", async () => {
  const group = new Set(Array.from({ length: COUNT }, (_, n) => `a${String(n).padStart(4, "0")}`));
  const desk = deskOf(group);
  const order = { actor: "test", reason: null, selector: { clusters: ["a0000"] }, erase: false };

  expect(await idsMeant(desk, order.selector)).toHaveLength(COUNT);
  expect(await withdrawSelected(desk, order)).toMatchObject({ withdrawn: COUNT, heads: [{ shard: 3 }] });
  expect(group.size).toBe(0);
});
