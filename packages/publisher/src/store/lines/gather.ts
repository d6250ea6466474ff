import type { Delivery, Receipt } from "@caibian/schema";

import type { RecordText } from "../record-text.ts";
import { isErased, type Erased } from "./erased.ts";
import type { Submission } from "./group-commit.ts";
import { MarkBook, type Marks } from "./marks.ts";

/** One line to be written, and whose it is. */
export interface Line {
  readonly articleId: string;
  readonly text: string;
}

/** What a group of batches comes to. */
export interface Gathered {
  readonly lines: readonly Line[];
  readonly marks: Marks;
  /** Articles whose earlier lines must go, with the revision of their takedown. */
  readonly erased: Erased;
  readonly receipts: readonly (readonly Receipt[])[];
}

/** The lines that a group of batches adds, without what was taken before, and the marks that they lead to. */
export function gather(
  group: readonly Submission[],
  before: Marks & { readonly erased: Erased },
  textOf: (delivery: Delivery) => RecordText,
): Gathered {
  const book = new MarkBook(before);
  const erased = new Map<string, number>();
  let lines: Line[] = [];
  const receipts = group.map(({ batch, context }) =>
    batch.map((delivery): Receipt => {
      const { seq, articleId, revision } = delivery;
      const isOld = isErased(delivery, before.erased) || isErased(delivery, erased);
      if (isOld || book.isRepeat(delivery, context)) return { seq, outcome: "stale" };
      const line = textOf(delivery);
      if (!line.ok) return { seq, outcome: "rejected", reason: line.reason };
      if (delivery.erase === true) {
        erased.set(articleId, revision);
        lines = lines.filter((one) => one.articleId !== articleId);
      }
      lines.push({ articleId, text: line.text });
      book.take(delivery, context);
      return { seq, outcome: "stored" };
    }),
  );
  return { lines, marks: book.marks, erased, receipts };
}
