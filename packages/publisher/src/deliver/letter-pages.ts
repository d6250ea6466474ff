import type { ArticleLog, DeadLetter, DeadLetterFilter } from "@caibian/schema";

/** Every dead letter that a filter leaves, in pages, oldest first; letters that are dropped meanwhile skip nothing. */
export async function* letterPages(
  log: Pick<ArticleLog, "deadLetters">,
  filter: DeadLetterFilter,
): AsyncGenerator<readonly DeadLetter[]> {
  let after = filter.after ?? 0;
  for (let left = filter.limit ?? Number.POSITIVE_INFINITY; left > 0;) {
    const page = await log.deadLetters({ ...filter, after, ...(Number.isFinite(left) ? { limit: left } : {}) });
    const last = page.at(-1);
    if (last === undefined) return;
    yield page;
    after = last.id;
    left -= page.length;
  }
}
