import type { StoreForm } from "@caibian/schema";

/** Fields of a record, in any of its shapes, that hold the body. */
const BODY_FIELDS: ReadonlySet<string> = new Set(["text", "blocks", "bodies", "articleBody"]);

/** False for a Store whose config leaves the body out of its records: no column of its own has it then. */
export function hasBody({ fields }: StoreForm): boolean {
  return fields === undefined || fields.some((name) => BODY_FIELDS.has(name));
}
