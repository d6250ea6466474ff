import { z } from "zod";

import { unknownFields } from "../shape/fields.ts";
import type { RecordShape } from "../shape/record.ts";
import type { Redaction } from "../shape/redact.ts";
import type { Selection } from "../shape/selection.ts";

/** What a Store is given of the log, and in which form. */
export interface StoreForm {
  /** Which Articles it is given. Default all. */
  readonly select?: Selection;
  /** How much of people's contacts it is given. Default none is masked. */
  readonly redact?: Redaction;
  /** In whose words the record is told. Default `full`, the Article as it is. */
  readonly shape?: RecordShape;
  /** Which top-level fields of that shape the record has. Default all; what tells revisions apart is always there. */
  readonly fields?: readonly string[];
}

/** What every Store has, of whatever type. */
export interface StoreBase extends StoreForm {
  /** Stable id: the Store's cursors in the ledger hang on it. */
  readonly id: string;
  /** Most records in one batch. Default 100. */
  readonly batchSize: number;
  /** Most bytes of record text in one batch; a single record may be larger. Default 4 MB. */
  readonly batchBytes?: number;
  /** Log rows that it may lag behind while it is up before Visits wait for it. Default 100 000. */
  readonly maxLag?: number;
}

const names = z.array(z.string().min(1)).min(1);

const selection: z.ZodType<Selection> = z.strictObject({
  region: z
    .array(z.string().regex(/^(?:\d\d){1,3}$/, "the first two, four or all six digits of a GB/T 2260 code"))
    .min(1)
    .exactOptional(),
  source: names.exactOptional(),
  section: names.exactOptional(),
  language: z
    .array(z.string().regex(/^[A-Za-z]{2,8}(?:-[A-Za-z\d]{1,8})*$/, "a language tag, e.g. zh or zh-Hans"))
    .min(1)
    .exactOptional(),
  minQuality: z.number().min(0).max(1).exactOptional(),
  reprints: z.enum(["all", "first"]).exactOptional(),
});

/** The config keys of every Store. */
export const storeBase: {
  readonly id: z.ZodString;
  readonly batchSize: z.ZodDefault<z.ZodNumber>;
  readonly batchBytes: z.ZodDefault<z.ZodNumber>;
  readonly maxLag: z.ZodDefault<z.ZodNumber>;
  readonly select: z.ZodExactOptional<z.ZodType<Selection>>;
  readonly redact: z.ZodDefault<z.ZodEnum<{ none: "none"; contacts: "contacts"; strict: "strict" }>>;
  readonly shape: z.ZodExactOptional<
    z.ZodEnum<{ full: "full"; ninjs: "ninjs"; "schema.org": "schema.org"; flat: "flat" }>
  >;
  readonly fields: z.ZodExactOptional<z.ZodArray<z.ZodString>>;
} = {
  id: z.string().regex(/^[a-z0-9][a-z0-9._-]{0,63}$/, "a store id is lower-case letters, digits, . _ -"),
  batchSize: z.number().int().min(1).max(1000).default(100),
  batchBytes: z.number().int().min(10_000).max(64_000_000).default(4_000_000),
  maxLag: z.number().int().min(100).default(100_000),
  select: selection.exactOptional(),
  redact: z.enum(["none", "contacts", "strict"]).default("none"),
  shape: z.enum(["full", "ninjs", "schema.org", "flat"]).exactOptional(),
  fields: names.exactOptional(),
};

/** Refuses fields that no record of the Store's shape has: a name that is written wrong would be left out in silence. */
export function refuseUnknownFields({ shape = "full", fields = [] }: StoreForm, context: z.RefinementCtx): void {
  for (const name of unknownFields(fields, shape)) {
    const message = `"${name}" is no field of a record in the shape ${shape}`;
    context.addIssue({ code: "custom", message, path: ["fields", fields.indexOf(name)] });
  }
}

/** A table's name, the same rule in every database. */
export const tableName: z.ZodDefault<z.ZodString> = z
  .string()
  .regex(/^[a-z_][a-z0-9_]{0,62}$/, "a table name is lower-case letters, digits and _")
  .default("articles");
