import type { Article, StoreForm } from "@caibian/schema";
import { isSelected } from "@caibian/schema/shape";

/**
 * Whether a Store is to hold an article whose current Revision this is: what `verify` compares with. Doubted and
 * withdrawn ones are held by none.
 */
export function wanted(store: Pick<StoreForm, "select">): (article: Article) => boolean {
  const { select } = store;
  return (article) => article.status === "usable" && (select === undefined || isSelected(article, select));
}

/** The same, or undefined where the config selects nothing: then no record need be read to know it. */
export function wantedBy(store: Pick<StoreForm, "select">): ((article: Article) => boolean) | undefined {
  return store.select === undefined ? undefined : wanted(store);
}
