import type { Article, CreditRole } from "../article.ts";

/** The names credited in any of these roles, in the page's order, as a by-line has them: `夏燕燕、王小明`. */
export function namesOf(article: Article, roles: readonly CreditRole[]): string | null {
  const names = article.credits.filter(({ role }) => roles.includes(role)).map(({ name }) => name);
  return names.length === 0 ? null : names.join("、");
}
