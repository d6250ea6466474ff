import type { Delivery } from "@caibian/schema";
import { expect, test } from "vitest";

import { LedgerError } from "../errors.ts";
import { withArticle } from "../log/read-delivery.ts";
import { sampleArticle } from "../testkit/samples.ts";
import { askNewest, leanOf, type SentDelivery } from "./newest-deliveries.ts";

const MOST_BYTES = 20_000;

function deliveryOf(seq: number): Delivery {
  const article = sampleArticle(`http://news.example/${seq}.html`);
  const { id: articleId, url } = article;
  const facts = { v: 1, seq, articleId, revision: 1, op: "publish", url, at: "2026-03-02T09:30:00+08:00" } as const;
  return withArticle({ ...facts, record: JSON.stringify(article) });
}

test("what is too long for one answer comes in several, each record once, in order", async () => {
  const all = Array.from({ length: 130 }, (_, i) => deliveryOf(i + 1));
  const calls: number[] = [];
  const ask = (ids: readonly string[]): Promise<readonly SentDelivery[]> => {
    const text = JSON.stringify(all.filter(({ articleId }) => ids.includes(articleId)).map(leanOf));
    calls.push(ids.length);
    const error = new LedgerError({ code: "E_LEDGER_ANSWER", what: "too long" });
    return text.length > MOST_BYTES ? Promise.reject(error) : Promise.resolve(JSON.parse(text) as SentDelivery[]);
  };
  const ids = all.map(({ articleId }) => articleId);

  const found = await askNewest(ids.toReversed(), ask);

  expect(found.map(({ seq }) => seq)).toEqual(all.map(({ seq }) => seq));
  expect(found[7]?.article).toEqual(all[7]?.article);
  expect(Math.max(...calls)).toBe(50);
  expect(JSON.stringify(leanOf(deliveryOf(1))).match(/三十万册/gu)).toHaveLength(
    JSON.stringify(sampleArticle("http://news.example/1.html")).match(/三十万册/gu)?.length ?? 0,
  );
});

test("a single record that is too long is told", async () => {
  const error = new LedgerError({ code: "E_LEDGER_ANSWER", what: "too long" });

  await expect(askNewest(["a", "b"], () => Promise.reject(error))).rejects.toBe(error);
});
