import { articleSchema, type Article } from "./article.ts";
import { CaibianError, EXIT } from "./errors.ts";

/** A record that is no Article: nothing of its batch was kept. `where` names the record, `field` what is wrong in it. */
export class BadArticleError extends CaibianError {
  /** e.g. `publishedAt`, `blocks.3.text`; empty when it is no object at all. */
  readonly field: string;

  constructor(where: string, field: string, why: string) {
    super({
      code: "E_ARTICLE",
      what: "a record is not an article",
      where,
      why: field === "" ? why : `${field}: ${why}`,
      next: "correct the record and hand it in again",
      exitCode: EXIT.usage,
    });
    this.field = field;
  }
}

/** An Article of someone else's making, checked against the schema. Throws a BadArticleError. */
export function checkArticle(record: unknown): Article {
  const read = articleSchema.safeParse(record);
  if (read.success) return read.data;
  const [issue] = read.error.issues;
  throw new BadArticleError(nameOf(record), issue?.path.join(".") ?? "", issue?.message ?? "it does not fit");
}

/** URL before id: a person knows the page. */
function nameOf(record: unknown): string {
  if (typeof record !== "object" || record === null) return "a record";
  for (const name of ["url", "id"]) {
    const value: unknown = Reflect.get(record, name);
    if (typeof value === "string" && value !== "") return value;
  }
  return "a record without url and id";
}
