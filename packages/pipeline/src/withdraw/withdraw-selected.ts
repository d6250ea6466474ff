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

/** How many articles a selector means. */
export async function countMeant(desk: Pick<Desk, "select">, selector: ArticleSelector): Promise<number> {
  let count = 0;
  for await (const page of pagesOf(desk, selector)) count += page.length;
  return count;
}

/** Withdraws everything that the order's selector means. Interrupted, it can be given again: twice is once. */
export async function withdrawSelected(desk: Desk, order: Order & { readonly erase: boolean }): Promise<Withdrawn> {
  let total: Withdrawn = { withdrawn: 0, erased: 0, unchanged: 0, heads: [] };
  for await (const page of pagesOf(desk, order.selector)) {
    const done = await desk.withdraw(idsOf(page), order);
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
  for await (const page of pagesOf(desk, order.selector)) {
    const done = await desk.reinstate(idsOf(page), order);
    total = {
      reinstated: total.reinstated + done.reinstated,
      left: [...total.left, ...done.left],
      heads: headsOf([...total.heads, ...done.heads]),
    };
  }
  return total;
}

function idsOf(page: readonly SelectedArticle[]): readonly string[] {
  return page.map(({ id }) => id);
}

/** The newest head of each shard. */
function headsOf(heads: readonly ShardHead[]): readonly ShardHead[] {
  return [...new Map(heads.map((head) => [head.shard, head])).values()];
}
