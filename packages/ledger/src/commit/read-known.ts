import type { ArticleStatus } from "@caibian/schema";

import type { PgClientLike } from "../pool/pg-pool.ts";
import { epochMs, epochMsOrNull, int, intOrNull, text, textOrNull, type Row } from "../sql/read-row.ts";
import type { KnownArticle } from "./decide.ts";

/** An article's row as a commit needs it, locked. */
export interface ArticleState extends KnownArticle {
  readonly shard: number;
  readonly url: string | null;
  readonly firstSeenMs: number;
  readonly lastSeq: number | null;
}

/** A Lead's row as a commit needs it, locked. */
export interface LeadState {
  readonly id: string;
  readonly articleId: string | null;
  readonly foundMs: number;
  /** Its last page made no record, and the reason is kept. */
  readonly isRefused: boolean;
  /** The last look that something came of, or null. */
  readonly lookedMs: number | null;
}

/** The Leads, locked in the order of their ids so that two commits never wait for one another in a ring. */
export async function lockLeads(client: PgClientLike, ids: readonly string[]): Promise<Map<string, LeadState>> {
  const { rows } = await client.query(
    "SELECT id, article_id, found_at, state, looked_at FROM lead WHERE id = ANY($1::bigint[]) ORDER BY id FOR UPDATE",
    [ids],
  );
  return new Map(
    rows.map((row) => {
      const id = text(row, "id");
      return [
        id,
        {
          id,
          articleId: textOrNull(row, "article_id"),
          foundMs: epochMs(row, "found_at"),
          isRefused: row["state"] === "refused",
          lookedMs: row["state"] === "known" || row["state"] === "refused" ? epochMsOrNull(row, "looked_at") : null,
        },
      ];
    }),
  );
}

/** The articles that are there, locked in the order of their ids. Always after the Leads. */
export async function lockArticles(client: PgClientLike, ids: readonly string[]): Promise<Map<string, ArticleState>> {
  if (ids.length === 0) return new Map();
  const { rows } = await client.query(
    `SELECT id, shard, url, revision, content_hash, status, last_seq, first_seen_at, missing_at, taken_down
     FROM article WHERE id = ANY($1::text[]) ORDER BY id FOR UPDATE`,
    [ids],
  );
  return new Map(rows.map((row) => [text(row, "id"), readState(row)]));
}

function readState(row: Row): ArticleState {
  return {
    id: text(row, "id"),
    shard: int(row, "shard"),
    url: textOrNull(row, "url"),
    revision: int(row, "revision"),
    contentHash: text(row, "content_hash"),
    status: text(row, "status") as ArticleStatus,
    lastSeq: intOrNull(row, "last_seq"),
    firstSeenMs: epochMs(row, "first_seen_at"),
    missingAt: epochMsOrNull(row, "missing_at"),
    takenDown: row["taken_down"] === true,
  };
}
