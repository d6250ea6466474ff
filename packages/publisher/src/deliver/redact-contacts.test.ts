import type { Article, Delivery } from "@caibian/schema";
import { expect, test } from "vitest";

import { articleOf, deliveryOf, withdrawalOf } from "../fixtures/article.ts";
import { RedactingAdapter } from "./redact-contacts.ts";

const TEXT = "联系人王女士，手机13912345678，邮箱a@site.example。";
const marked: Article = {
  ...articleOf(1, 1, TEXT),
  blocks: [
    { type: "paragraph", text: TEXT },
    { type: "list", text: "报名13912345678", ordered: false, items: ["报名13912345678"] },
    { type: "table", text: "电话\t13912345678", rows: [["电话", "13912345678"]] },
    { type: "image", text: "图为报名现场", url: "https://a.example/1.jpg", caption: "电话13912345678", credit: null },
  ],
  text: `${TEXT}\n报名13912345678`,
  contacts: [
    { kind: "mobile", block: 0, start: 9, end: 20 },
    { kind: "email", block: 0, start: 23, end: 37 },
    { kind: "mobile", block: 1, start: 2, end: 13 },
  ],
};

async function delivered(delivery: Delivery): Promise<Delivery> {
  const taken: Delivery[] = [];
  const adapter = new RedactingAdapter({
    open: () => Promise.resolve(),
    write: (batch) => {
      taken.push(...batch);
      return Promise.resolve(batch.map(({ seq }) => ({ seq, outcome: "stored" as const })));
    },
    close: () => Promise.resolve(),
  });
  await adapter.write([delivery]);
  return taken[0] as Delivery;
}

test("replaces marked contacts in every text of the record", async () => {
  const { article } = await delivered(deliveryOf(marked, 1));

  expect(article?.text).toBe("联系人王女士，手机[mobile]，邮箱[email]。\n报名[mobile]");
  expect(JSON.stringify(article)).not.toMatch(/13912345678|a@site/);
  expect(article?.contacts).toBeUndefined();
});

test("keeps what tells revisions apart", async () => {
  const { article, seq } = await delivered(deliveryOf(marked, 7));

  expect([article?.id, article?.contentHash, seq]).toEqual([marked.id, marked.contentHash, 7]);
});

test("hands on withdrawals and records without contacts as they are", async () => {
  const plain = deliveryOf(articleOf(2), 2);
  const withdrawal = withdrawalOf(marked, 3);

  expect(await delivered(plain)).toBe(plain);
  expect(await delivered(withdrawal)).toBe(withdrawal);
});
