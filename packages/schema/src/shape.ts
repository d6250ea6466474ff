// What a record becomes for others: chosen, without contacts, told in other words. Checks nothing and loads no zod.
export { unknownFields } from "./shape/fields.ts";
export { FLAT_COLUMNS, toFlat, type FlatValue } from "./shape/flat.ts";
export { renderHtml } from "./shape/html.ts";
export { toNinjs } from "./shape/ninjs.ts";
export { readHeld } from "./shape/read-held.ts";
export { shapeRecord, shapeWithdrawn, type RecordForm, type RecordShape } from "./shape/record.ts";
export { redactArticle, type Redaction } from "./shape/redact.ts";
export { toSchemaOrg } from "./shape/schema-org.ts";
export { isSelected, type Selection } from "./shape/selection.ts";
export type { Withdrawn } from "./shape/withdrawn.ts";
