import type { LedgerDesk, RecordFilter } from "@caibian/ledger";
import type { Article } from "@caibian/schema";
import type { Withdrawn } from "@caibian/schema/shape";

/** A current record as the ledger has it: an Article, or what is left of one. */
export type CurrentRecord =
  | { readonly kind: "article"; readonly article: Article }
  | { readonly kind: "withdrawn"; readonly withdrawn: Withdrawn };

/** The ledger's current records in the order of their ids; no more than a page of them in memory. */
export async function* currentRecords(
  ledger: Pick<LedgerDesk, "records">,
  filter: RecordFilter,
): AsyncGenerator<CurrentRecord> {
  for (let after = "", more = true; more;) {
    const page = await ledger.records(filter, after);
    for (const { record } of page.records) yield readRecord(record);
    after = page.records.at(-1)?.id ?? after;
    more = page.more;
  }
}

function readRecord(record: string): CurrentRecord {
  // The ledger wrote it, from an Article or its withdrawal.
  const stored = JSON.parse(record) as Article | (Withdrawn & { readonly status: "withdrawn" });
  return "contentHash" in stored ? { kind: "article", article: stored } : { kind: "withdrawn", withdrawn: stored };
}
