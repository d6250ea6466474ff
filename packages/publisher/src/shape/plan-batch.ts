import type { Article, ArticleLog, Delivery, EarlierRevision, WriteContext } from "@caibian/schema";
import { isSelected, type Selection } from "@caibian/schema/shape";

/** What a Store with a selection gets of a Delivery: it, the withdrawal of what it was given before, or nothing. */
export type Step = "deliver" | "withdraw" | "skip";

/** Earlier records asked for at once: they are whole. */
const MOST_AT_ONCE = 50;

/**
 * What becomes of each Delivery of a batch. A Store never hears of an article that was never selected; one that was,
 * and is no more, is withdrawn there. What cannot be known any more (the earlier record was pruned) counts as given,
 * and so does what a repair sends: the Store was found to hold it.
 */
export async function planBatch(
  batch: readonly Delivery[],
  selection: Selection,
  log: Pick<ArticleLog, "earlier">,
  context?: Pick<WriteContext, "repair">,
): Promise<readonly Step[]> {
  const first = batch.map((delivery) => judge(delivery, selection, context?.repair === true));
  const open = batch.filter((_, i) => first[i] === null);
  const wasGiven = new Map<Delivery, boolean>();
  for (let from = 0; from < open.length; from += MOST_AT_ONCE) {
    const some = open.slice(from, from + MOST_AT_ONCE);
    const keys = some.map(({ articleId, revision }) => ({ articleId, revision }));
    const before = (await log.earlier?.(keys)) ?? [];
    for (const [i, delivery] of some.entries()) wasGiven.set(delivery, isGiven(before[i], selection));
  }
  return batch.map((delivery, i) => first[i] ?? (wasGiven.get(delivery) === true ? "withdraw" : "skip"));
}

/** What the Delivery itself says; null where it depends on what the Store was given before. */
function judge({ op, article, erase }: Delivery, selection: Selection, isRepair: boolean): Step | null {
  // Text that any earlier Revision left there must go, whatever was selected last.
  if (erase === true) return "deliver";
  if (isText(op, article)) {
    if (isSelected(article, selection)) return "deliver";
    if (isRepair) return "withdraw";
    // A first Revision follows nothing, or a withdrawal.
    if (op === "publish") return "skip";
  }
  return isRepair ? "withdraw" : null;
}

function isText(op: Delivery["op"], article: Article | null): article is Article {
  return op !== "withdraw" && article !== null;
}

function isGiven(before: EarlierRevision | undefined, selection: Selection): boolean {
  switch (before?.kind) {
    case "article":
      return isSelected(before.article, selection);
    case "withdrawn":
      return false;
    case "unknown":
    case undefined:
      return true;
    default:
      return before satisfies never;
  }
}
