import { parquetRowOf, type ParquetRow } from "../parquet/columns.ts";
import { decodeRows } from "../parquet/decode-rows.ts";
import { encodeRows } from "../parquet/encode-rows.ts";
import { recordText } from "../record-text.ts";
import type { PartFormat } from "./part-format.ts";

/** Objects with the columns of the parquet Store. */
export const PARQUET: PartFormat = {
  extension: "parquet",
  contentType: "application/vnd.apache.parquet",
  lineOf: (delivery) => {
    const record = recordText(delivery);
    return record.ok ? { ok: true, text: JSON.stringify(parquetRowOf(delivery, record.text)) } : record;
  },
  encode: (lines) =>
    encodeRows(
      lines.map((line) => JSON.parse(line) as ParquetRow),
      "snappy",
    ),
  decode: async (bytes) => (await decodeRows(bytes)).map((row) => JSON.stringify(row)),
};
