import type { Article, Delivery } from "@caibian/schema";

/** What a withdrawal leaves: no text. */
export interface Tombstone {
  readonly id: string;
  readonly url: string | null;
  readonly revision: number;
  readonly status: "withdrawn";
  readonly at: string;
}

/** What a Store is given for a Delivery: the Article, or its tombstone. */
export function contentOf(delivery: Delivery): Article | Tombstone {
  if (delivery.article !== null && delivery.op !== "withdraw") return delivery.article;
  return {
    id: delivery.articleId,
    url: delivery.url,
    revision: delivery.revision,
    status: "withdrawn",
    at: delivery.at,
  };
}
