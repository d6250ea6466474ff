import type { ParquetRow } from "../parquet/columns.ts";
import { decodeRows } from "../parquet/decode-rows.ts";
import { encodeRows } from "../parquet/encode-rows.ts";
import { rowText } from "../parquet/row-text.ts";
import type { PartFormat } from "./part-format.ts";

/** Objects with the columns of the parquet Store. */
export function parquetFormat(hasText: boolean): PartFormat {
  return {
    extension: "parquet",
    contentType: "application/vnd.apache.parquet",
    lineOf: (delivery) => rowText(delivery, hasText),
    encode: (lines) =>
      encodeRows(
        lines.map((line) => JSON.parse(line) as ParquetRow),
        "snappy",
      ),
    decode: async (bytes) => (await decodeRows(bytes)).map((row) => JSON.stringify(row)),
  };
}
