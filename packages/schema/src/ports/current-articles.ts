import type { Delivery, DeliveryOp } from "../delivery.ts";

/** What a Store that has taken the whole log holds of one article. */
export interface ExpectedRecord {
  readonly articleId: string;
  readonly shard: number;
  /** Number of the article's newest log row. */
  readonly seq: number;
  readonly revision: number;
  readonly op: DeliveryOp;
  readonly contentHash: string;
}

/** The ledger's current articles, as Stores ought to have them: what a Store's inventory is compared with. */
export interface CurrentArticles {
  /** In the order of their ids, after one; withdrawn ones too, and none that no Store was ever given. */
  expected(page: { readonly after: string; readonly limit: number }): Promise<readonly ExpectedRecord[]>;
  /** The newest Delivery of each of these articles, in order of seq. */
  newestDeliveries(articleIds: readonly string[]): Promise<readonly Delivery[]>;
  /** Of these articles, those for which the Store has a dead letter. */
  deadArticles(storeId: string, articleIds: readonly string[]): Promise<readonly string[]>;
}
