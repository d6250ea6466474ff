import { checkArticle, contentHashOf, type Article } from "@caibian/schema";

import { lockArticles, type ArticleState } from "../commit/read-known.ts";
import { recordText } from "../commit/record.ts";
import { writeChanges, type Change } from "../commit/write-changes.ts";
import { LedgerUnknownError } from "../errors.ts";
import type { PgPoolLike } from "../pool/pg-pool.ts";
import type { ShardHead } from "../reports.ts";
import { inTransaction } from "../sql/transaction.ts";

/** What putting a record did. `unchanged` also for one that a person took down. */
export type PutEffect = "published" | "updated" | "quarantined" | "unchanged";

/** What became of records that were put. */
export interface PutReport {
  /** One per record, in order. */
  readonly effects: readonly PutEffect[];
  /** Where deliveries may go up to: what `publisher.notify` wants to know of. */
  readonly heads: readonly ShardHead[];
}

/**
 * Commits records that came without a Page, in one transaction, under the rules of every commit: a new content hash makes
 * a Revision, the same one changes nothing. Their own revision and hash are not read. The Source must be known.
 * Rejects with a BadArticleError, keeping nothing, when one of them is no Article: a Store may choke on it for ever.
 */
export async function putArticles(pool: PgPoolLike, sourceId: string, records: readonly Article[]): Promise<PutReport> {
  if (records.length === 0) return { effects: [], heads: [] };
  for (const record of records) checkArticle({ ...record, revision: 1, contentHash: NOT_READ });
  return inTransaction(pool, async (client) => {
    const { rowCount } = await client.query("SELECT 1 FROM source WHERE id = $1", [sourceId]);
    if (rowCount === 0) throw new LedgerUnknownError("there is no such source", sourceId);
    const known = await lockArticles(
      client,
      records.map(({ id }) => id),
    );
    const states = new Map<string, Known>(known);
    const changes = new Map<string, Change>();
    const effects = records.map((record): PutEffect => {
      const { effect, change } = decidePut(states.get(record.id), record, sourceId);
      if (change === null) return effect;
      // A record that is put twice at once makes two Revisions only where it differs; the last one stands.
      states.set(change.id, { ...change, takenDown: false });
      changes.set(change.id, change);
      return effect;
    });
    const heads = await writeChanges(client, [...changes.values()], new Set(known.keys()), Date.now());
    return { effects, heads };
  });
}

const NOT_READ = `sha256:${"0".repeat(64)}`;

type Known = Pick<ArticleState, "revision" | "status" | "contentHash" | "takenDown">;

function decidePut(
  known: Known | undefined,
  record: Article,
  sourceId: string,
): { readonly effect: PutEffect; readonly change: Change | null } {
  const contentHash = contentHashOf(record);
  const isUsable = record.status === "usable";
  const isSame = known?.contentHash === contentHash;
  const staysAsItIs =
    known !== undefined &&
    (known.takenDown || (isSame && known.status === record.status) || (known.status === "usable" && !isUsable));
  if (staysAsItIs) return { effect: "unchanged", change: null };
  const isUpdate = known?.status === "usable";
  // A doubted reading was never delivered: the same words, no longer doubted, are the same Revision.
  const revision =
    known === undefined ? 1 : known.status === "quarantined" && isSame ? known.revision : known.revision + 1;
  const change: Change = {
    id: record.id,
    status: record.status,
    revision,
    contentHash,
    record: recordText({ ...record, contentHash }, revision),
    shown: record,
    op: isUsable ? (isUpdate ? "update" : "publish") : null,
    sourceId,
  };
  return { effect: isUsable ? (isUpdate ? "updated" : "published") : "quarantined", change };
}
