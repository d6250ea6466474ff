import { EXIT } from "@caibian/schema";

import { BadRecordError, StoreDownError, StoreMisconfiguredError, type StoreError } from "../../errors.ts";
import { failed, throttled, type HttpServer } from "../http-failure.ts";

/** Elasticsearch or OpenSearch, as errors name it. */
export const SEARCH_INDEX: HttpServer = { who: "the search index", throttledMs: 5_000 };

/** The block that the server puts on an index when a disk is nearly full: with status 429, or 403 before 7.12. */
const DISK_BLOCK = /flood-stage|read-only-allow-delete|FORBIDDEN\/12\//;

/** Said of each document where the alias has several indexes and none to write to: no record's fault. */
const NO_WRITE_INDEX = /no write index is defined/;

/** What the server says of one document of a bulk request. */
export interface BulkItem {
  readonly status: number;
  readonly error?: ServerError | undefined;
}

/** An error in the server's words. */
export interface ServerError {
  readonly type?: string | undefined;
  readonly reason?: string | null | undefined;
  readonly caused_by?: ServerError | undefined;
}

/** What became of one document. */
export type ItemVerdict =
  | { readonly kind: "stored" | "stale" }
  | { readonly kind: "rejected"; readonly reason: string }
  | { readonly kind: "failed"; readonly error: StoreError };

/** Reads one item of a bulk answer. */
export function judgeItem(where: string, { status, error }: BulkItem): ItemVerdict {
  if (status >= 200 && status < 300) return { kind: "stored" };
  if (status === 409) return { kind: "stale" };
  const why = wordsOf(error, status);
  if (status === 413 || (status === 400 && !isAboutTheIndex(error))) return { kind: "rejected", reason: why };
  return { kind: "failed", error: storeError(where, status, why) };
}

/** The StoreError of a whole answer that is none of 2xx and 413. */
export function judgeAnswer(where: string, status: number, error: ServerError | undefined): StoreError {
  const why = wordsOf(error, status);
  if (status === 400 && !isAboutTheIndex(error))
    return new BadRecordError({ where, why, code: "E_RECORD", what: "the search index cannot read a batch" });
  return storeError(where, status, why);
}

function storeError(where: string, status: number, why: string): StoreError {
  const facts = { where, why };
  if (DISK_BLOCK.test(why)) {
    return new StoreDownError({
      ...facts,
      code: "E_STORE_DISK",
      what: "a disk of the search index is nearly full",
      next: "make room and lift the block (index.blocks.read_only_allow_delete); delivery goes on by itself",
      exitCode: EXIT.disk,
    });
  }
  if (status === 429) return throttled(SEARCH_INDEX, facts, null);
  if (status >= 500 || status === 408) return failed(SEARCH_INDEX, facts);
  const next =
    status === 404
      ? "restart to make the index anew and backfill the store, or correct the store's url"
      : "correct the store's url, index, credentials or rights";
  return new StoreMisconfiguredError({
    ...facts,
    code: "E_STORE_CONFIG",
    what: "the search index does not take our documents",
    next,
  });
}

function isAboutTheIndex(error: ServerError | undefined): boolean {
  return error?.type === "index_closed_exception" || NO_WRITE_INDEX.test(error?.reason ?? "");
}

/** `document_parsing_exception: failed to parse field [published_at]: …`. */
function wordsOf(error: ServerError | undefined, status: number): string {
  if (error?.type === undefined) return `it answered ${String(status)}`;
  const cause = error.caused_by?.reason;
  return `${error.type}: ${error.reason ?? ""}${cause == null ? "" : `: ${cause}`}`;
}
