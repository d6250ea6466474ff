import type { Article } from "@caibian/schema";
import { CaibianError, EXIT } from "@caibian/schema/plain";
import {
  FLAT_COLUMNS,
  shapeRecord,
  shapeWithdrawn,
  toFlat,
  unknownFields,
  type RecordShape,
  type Withdrawn,
} from "@caibian/schema/shape";

import { csvLine } from "./csv.ts";
import { markdownOf } from "./front-matter.ts";

/** What an export may be written as. All but `csv` and `markdown` are one JSON value a line. */
export type ExportFormat = "ndjson" | "csv" | "ninjs" | "schema.org" | "markdown";

/** How records become text. */
export interface RecordWriter {
  /** What stands before the first record. */
  readonly head: string;
  readonly article: (article: Article) => string;
  /** What is left of a withdrawn one; "" where the format has no words for it. */
  readonly withdrawn: (withdrawn: Withdrawn) => string;
}

/**
 * The writer of a format. `fields` are top-level names of the format's records; of CSV its columns, in this order.
 * @throws {CaibianError} for names that no record of the format has.
 */
export function recordWriter(format: ExportFormat, fields: readonly string[] | undefined): RecordWriter {
  switch (format) {
    case "ndjson":
      return jsonWriter("full", fields);
    case "ninjs":
    case "schema.org":
      return jsonWriter(format, fields);
    case "csv":
      return csvWriter(fields ?? FLAT_COLUMNS);
    case "markdown":
      if (fields !== undefined) throw badFields(format, fields.join(), "markdown has no fields to choose from");
      return { head: "", article: markdownOf, withdrawn: () => "" };
    default:
      return format satisfies never;
  }
}

function jsonWriter(shape: RecordShape, fields: readonly string[] | undefined): RecordWriter {
  refuseUnknown(shape, shape === "full" ? "ndjson" : shape, fields ?? []);
  const form = fields === undefined ? { shape } : { shape, fields };
  return {
    head: "",
    article: (article) => `${JSON.stringify(shapeRecord(article, form))}\n`,
    withdrawn: (withdrawn) => `${JSON.stringify(shapeWithdrawn(withdrawn, shape))}\n`,
  };
}

function csvWriter(columns: readonly string[]): RecordWriter {
  refuseUnknown("flat", "csv", columns);
  return {
    head: csvLine(columns),
    article: (article) => {
      const row = toFlat(article);
      return csvLine(columns.map((name) => row[name] ?? null));
    },
    withdrawn: ({ id, url, revision }) => {
      const row = new Map(Object.entries({ id, url, revision, status: "withdrawn" }));
      return csvLine(columns.map((name) => row.get(name) ?? null));
    },
  };
}

function refuseUnknown(shape: RecordShape, format: string, fields: readonly string[]): void {
  const unknown = unknownFields(fields, shape);
  if (unknown.length > 0) throw badFields(format, unknown.join(", "), "no record of this format has them");
}

function badFields(format: string, names: string, why: string): CaibianError {
  return new CaibianError({
    code: "E_USAGE",
    what: "These fields cannot be exported",
    where: `${names} as ${format}`,
    why,
    next: format === "csv" ? `Columns are: ${FLAT_COLUMNS.join(", ")}.` : "Leave --fields out to see what there is.",
    exitCode: EXIT.usage,
  });
}
