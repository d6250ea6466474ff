import type {
  ArticleSelector,
  LedgerDesk,
  Order,
  Reinstated,
  SelectedArticle,
  ShardHead,
  Withdrawn,
} from "@caibian/ledger";

/** Articles of one transaction: a person's order is done page by page. */
const PAGE = 200;

type Desk = Pick<LedgerDesk, "select" | "withdraw" | "reinstate">;

/** Every article that a selector means, page by page. */
export async function* pagesOf(
  desk: Pick<Desk, "select">,
  selector: ArticleSelector,
): AsyncGenerator<readonly SelectedArticle[]> {
  for (let after = ""; ;) {
    const page = await desk.select(selector, { after, limit: PAGE });
    if (page.length > 0) yield page;
    if (page.length < PAGE) return;
    after = page.at(-1)?.id ?? after;
  }
}

/** Withdraws everything that the order's selector means. Interrupted, it can be given again: twice is once. */
export async function withdrawSelected(desk: Desk, order: Order & { readonly erase: boolean }): Promise<Withdrawn> {
  let total: Withdrawn = { withdrawn: 0, erased: 0, unchanged: 0, heads: [] };
  for (const ids of batchesOf(await idsMeant(desk, order.selector))) {
    const done = await desk.withdraw(ids, order);
    total = {
      withdrawn: total.withdrawn + done.withdrawn,
      erased: total.erased + done.erased,
      unchanged: total.unchanged + done.unchanged,
      heads: headsOf([...total.heads, ...done.heads]),
    };
  }
  return total;
}

/** Brings back everything that the order's selector means and that can be brought back. */
export async function reinstateSelected(desk: Desk, order: Order): Promise<Reinstated> {
  let total: Reinstated = { reinstated: 0, left: [], heads: [] };
  for (const ids of batchesOf(await idsMeant(desk, order.selector))) {
    const done = await desk.reinstate(ids, order);
    total = {
      reinstated: total.reinstated + done.reinstated,
      left: [...total.left, ...done.left],
      heads: headsOf([...total.heads, ...done.heads]),
    };
  }
  return total;
}

/** The ids of all that a selector means, before the first is touched: a group of copies is known by members that a withdrawal takes out of it. */
export async function idsMeant(desk: Pick<Desk, "select">, selector: ArticleSelector): Promise<readonly string[]> {
  const ids: string[] = [];
  for await (const page of pagesOf(desk, selector)) ids.push(...page.map(({ id }) => id));
  return ids;
}

function* batchesOf(ids: readonly string[]): Generator<readonly string[]> {
  for (let at = 0; at < ids.length; at += PAGE) yield ids.slice(at, at + PAGE);
}

/** The newest head of each shard. */
function headsOf(heads: readonly ShardHead[]): readonly ShardHead[] {
  return [...new Map(heads.map((head) => [head.shard, head])).values()];
}
