import type { Article } from "../article.ts";
import { toFlat, withdrawnFlat } from "./flat.ts";
import { ALWAYS_THERE } from "./fields.ts";
import { toNinjs, withdrawnNinjs } from "./ninjs.ts";
import { toSchemaOrg, withdrawnSchemaOrg } from "./schema-org.ts";
import type { Withdrawn } from "./withdrawn.ts";

/** In whose words a record is told. `full`: the Article as it is; `flat`: one level of columns. */
export type RecordShape = "full" | "ninjs" | "schema.org" | "flat";

/** The form of a record: its shape, and which of that shape's top-level fields it has. */
export interface RecordForm {
  /** Default `full`. */
  readonly shape?: RecordShape;
  /** Default all. What tells records and revisions apart is there in any case. */
  readonly fields?: readonly string[];
}

/** The Article in this form, ready to be JSON. */
export function shapeRecord(article: Article, { shape = "full", fields }: RecordForm): object {
  const record = inShape(article, shape);
  if (fields === undefined) return record;
  const wanted = new Set([...ALWAYS_THERE[shape], ...fields]);
  return Object.fromEntries(Object.entries(record).filter(([name]) => wanted.has(name)));
}

/** What is left of a withdrawn article, in this shape. */
export function shapeWithdrawn(withdrawn: Withdrawn, shape: RecordShape = "full"): object {
  switch (shape) {
    case "full": {
      const { id, url, revision, at } = withdrawn;
      return { id, url, revision, status: "withdrawn", at };
    }
    case "ninjs":
      return withdrawnNinjs(withdrawn);
    case "schema.org":
      return withdrawnSchemaOrg(withdrawn);
    case "flat":
      return withdrawnFlat(withdrawn);
    default:
      return shape satisfies never;
  }
}

function inShape(article: Article, shape: RecordShape): object {
  switch (shape) {
    case "full":
      return article;
    case "ninjs":
      return toNinjs(article);
    case "schema.org":
      return toSchemaOrg(article);
    case "flat":
      return toFlat(article);
    default:
      return shape satisfies never;
  }
}
