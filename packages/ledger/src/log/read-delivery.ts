import type { Article, Delivery, DeliveryOp, LogRange } from "@caibian/schema";

import { readRecord } from "../commit/record.ts";
import { int, text, textOrNull, timeOfSeconds, type Row } from "../sql/read-row.ts";

/** As many rows as the bounds allow, after `from`. A row that lies past the bound in bytes comes without its text. */
export function rangeOf(rows: readonly Row[], limit: number, from: number): LogRange {
  const deliveries: Delivery[] = [];
  let upTo = from;
  let taken = 0;
  for (const row of rows) {
    const isPruned = row["bytes"] === null;
    if (taken === limit || (!isPruned && row["record"] === null)) break;
    if (!isPruned) deliveries.push(readDelivery(row));
    upTo = int(row, "seq");
    taken++;
  }
  return { deliveries, upTo, more: taken < rows.length };
}

/** A Delivery that knows its record's text; the Article is made of it when somebody asks. */
export function readDelivery(row: Row): Delivery {
  const op = text(row, "op") as DeliveryOp;
  const facts = {
    v: 1,
    seq: int(row, "seq"),
    articleId: text(row, "article_id"),
    revision: int(row, "revision"),
    op,
    url: textOrNull(row, "url"),
    at: timeOfSeconds(row, "at_seconds"),
  } as const;
  if (op === "withdraw") return { ...facts, article: null, ...(row["erase"] === true && { erase: true }) };
  return withArticle({ ...facts, record: text(row, "record") });
}

/** A Delivery whose Article is in its record's text alone. */
export type LeanDelivery = Omit<Delivery, "article"> & { readonly record: string };

/**
 * The Delivery that makes its Article when somebody asks. It is kept only when it is asked for twice: most Stores ask once,
 * and what lives for as long as a batch is written costs the garbage collector more than the parse.
 */
export function withArticle(lean: LeanDelivery): Delivery {
  const { record } = lean;
  let isAsked = false;
  let article: Article | null | undefined;
  return {
    ...lean,
    get article() {
      if (article !== undefined) return article;
      const made = readRecord(record);
      if (isAsked) article = made;
      isAsked = true;
      return made;
    },
  };
}
