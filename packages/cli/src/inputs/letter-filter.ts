import { CaibianError, EXIT, type DeadLetterClass, type DeadLetterFilter } from "@caibian/schema";

/** Which dead letters a person means. */
export interface LetterOptions {
  readonly store?: string;
  readonly source?: string;
  readonly class?: DeadLetterClass;
  readonly reason?: string;
  readonly article?: string;
  readonly since?: string;
  readonly until?: string;
}

/** Numbers and options as a filter. Throws a usage error at what is no number. */
export function letterFilter(ids: readonly string[], options: LetterOptions): DeadLetterFilter {
  const numbers = ids.map(Number);
  const wrong = ids.find((_, index) => !Number.isSafeInteger(numbers[index]) || (numbers[index] ?? 0) < 1);
  if (wrong !== undefined) {
    throw new CaibianError({
      code: "E_USAGE",
      what: "No such dead letter number",
      where: wrong,
      next: "`caibian replay --list` shows them.",
      exitCode: EXIT.usage,
    });
  }
  const { store, source, article, ...rest } = options;
  return {
    ...(numbers.length > 0 ? { ids: numbers } : {}),
    ...(store === undefined ? {} : { storeId: store }),
    ...(source === undefined ? {} : { sourceId: source }),
    ...(article === undefined ? {} : { articleId: article }),
    ...(rest.class === undefined ? {} : { class: rest.class }),
    ...(rest.reason === undefined ? {} : { reason: rest.reason }),
    ...(rest.since === undefined ? {} : { since: rest.since }),
    ...(rest.until === undefined ? {} : { until: rest.until }),
  };
}
