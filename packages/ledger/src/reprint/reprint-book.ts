import type {
  CopyFacts,
  CopyGroup,
  ReprintBook,
  ReprintCandidate,
  ReprintEntry,
  ReprintLink,
  ReprintTraits,
} from "@caibian/schema";

import type { PgClientLike, PgPoolLike } from "../pool/pg-pool.ts";
import { int, text, type Row } from "../sql/read-row.ts";
import { inTransaction } from "../sql/transaction.ts";
import { packSketch, unpackSketch } from "./sketch-bytes.ts";
import {
  ADD,
  ADD_GRAMS,
  CANDIDATES,
  DROP_GRAMS,
  GROUPS,
  INDEXED,
  KNOWN,
  LARGE_GROUPS,
  MEMBERS,
  MISSING,
  RENEW,
} from "./statements.ts";

// "repr": groups are joined one batch at a time, so that two never run into one another
const JOIN_LOCK = 0x72657072;

/** Number of an article that is not in the index. */
const NOBODY = 0;

/** An article whose copies are looked for, by its number. */
interface Asked {
  readonly no: number;
  readonly traits: ReprintTraits;
}

/** The ReprintBook over SQL. None of it runs in the transaction of a commit. */
export class SqlReprintBook implements ReprintBook {
  readonly #pool: PgPoolLike;

  constructor(pool: PgPoolLike) {
    this.#pool = pool;
  }

  async take(entries: readonly ReprintEntry[]): Promise<readonly (readonly ReprintCandidate[] | null)[]> {
    if (entries.length === 0) return [];
    const { rows } = await this.#pool.query(KNOWN, [entries.map((entry) => entry.articleId)]);
    const closed = new Set(
      rows.filter((row) => row["there"] === true || row["taken_down"] === true).map((row) => text(row, "id")),
    );
    const fresh = entries.filter((entry) => !closed.has(entry.articleId)).sort(byTime);
    // Added first and looked up then: of two copies that come at one moment, at least one finds the other.
    const numbers = await this.#add(fresh);
    const found = await this.#candidates(
      fresh.flatMap(({ articleId, traits }) => {
        const no = numbers.get(articleId);
        return no === undefined ? [] : [{ no, traits }];
      }),
    );
    return entries.map(({ articleId }) => {
      const no = numbers.get(articleId);
      return no === undefined ? null : (found.get(no) ?? []);
    });
  }

  async find(traits: ReprintTraits): Promise<readonly ReprintCandidate[]> {
    const found = await this.#candidates([{ no: NOBODY, traits }]);
    return found.get(NOBODY) ?? [];
  }

  async join(links: readonly ReprintLink[], articleIds: readonly string[]): Promise<ReadonlyMap<string, CopyGroup>> {
    if (articleIds.length === 0 && links.length === 0) return new Map();
    if (links.length > 0) {
      await inTransaction(this.#pool, async (client) => {
        await client.query("SELECT pg_advisory_xact_lock($1)", [JOIN_LOCK]);
        await joinAll(client, links);
      });
    }
    return readGroups((await this.#pool.query(MEMBERS, [articleIds])).rows);
  }

  async groups(limit: number): Promise<readonly CopyGroup[]> {
    return [...readGroups((await this.#pool.query(LARGE_GROUPS, [limit])).rows).values()];
  }

  async missing(options: { readonly limit: number; readonly sourceId?: string }): Promise<readonly string[]> {
    const { rows } = await this.#pool.query(MISSING, [options.sourceId ?? null, options.limit]);
    return rows.map((row) => text(row, "id"));
  }

  async renew(entries: readonly ReprintEntry[]): Promise<void> {
    if (entries.length === 0) return;
    await inTransaction(this.#pool, async (client) => {
      const { rows } = await client.query(RENEW, columns(entries));
      const sketches = new Map(entries.map((entry) => [entry.articleId, entry.traits.sketch]));
      await client.query(DROP_GRAMS, pairs(rows.map((row) => [int(row, "no"), unpackSketch(bytesOf(row))])));
      await client.query(
        ADD_GRAMS,
        pairs(rows.map((row) => [int(row, "no"), sketches.get(text(row, "article_id")) ?? []])),
      );
    });
  }

  async clear(): Promise<void> {
    await this.#pool.query("TRUNCATE reprint, reprint_gram");
  }

  async #add(entries: readonly ReprintEntry[]): Promise<ReadonlyMap<string, number>> {
    if (entries.length === 0) return new Map();
    return inTransaction(this.#pool, async (client) => {
      const { rows } = await client.query(ADD, columns(entries));
      const numbers = new Map(rows.map((row) => [text(row, "article_id"), int(row, "no")]));
      await client.query(ADD_GRAMS, hashesOf(entries, numbers));
      return numbers;
    });
  }

  async #candidates(asked: readonly Asked[]): Promise<ReadonlyMap<number, readonly ReprintCandidate[]>> {
    const withText = asked.filter(({ traits }) => traits.exact !== "");
    if (withText.length === 0) return new Map();
    const [hashes, owners] = pairs(withText.map(({ no, traits }) => [no, traits.sketch]));
    const { rows } = await this.#pool.query({
      // Planned once a connection: planning takes as long as the look-up.
      name: "reprint-candidates",
      text: CANDIDATES,
      values: [owners, hashes, withText.map(({ no }) => no), withText.map(({ traits }) => exactColumn(traits.exact))],
    });
    const found = new Map<number, ReprintCandidate[]>();
    for (const row of rows) {
      const owner = int(row, "for_no");
      const candidate = { articleId: text(row, "article_id"), traits: readTraits(row) };
      const there = found.get(owner);
      if (there === undefined) found.set(owner, [candidate]);
      else there.push(candidate);
    }
    return found;
  }
}

/** Rows of members, by what their group was asked for. */
function readGroups(rows: readonly Row[]): ReadonlyMap<string, CopyGroup> {
  const groups = new Map<string, { id: string; members: CopyFacts[] }>();
  for (const row of rows) {
    const id = text(row, "for_id");
    const group = groups.get(id) ?? { id: text(row, "cluster"), members: [] };
    // Written by `take` and `renew` and by nothing else.
    group.members.push(JSON.parse(text(row, "facts")) as CopyFacts);
    groups.set(id, group);
  }
  return groups;
}

/** Takes articles out: they were withdrawn. Runs in the transaction that withdraws them. */
export async function forgetReprints(client: PgClientLike, articleIds: readonly string[]): Promise<void> {
  if (articleIds.length === 0) return;
  const { rows } = await client.query("DELETE FROM reprint WHERE article_id = ANY($1::text[]) RETURNING no, sketch", [
    articleIds,
  ]);
  if (rows.length === 0) return;
  await client.query(DROP_GRAMS, pairs(rows.map((row) => [int(row, "no"), unpackSketch(bytesOf(row))])));
}

/** A group while links are being joined. */
interface OpenGroup {
  readonly cluster: string;
  readonly founded: number;
  hasOthers: boolean;
}

/** Joins groups under the oldest one's id; by a weak link only an article that is still alone. */
async function joinAll(client: PgClientLike, links: readonly ReprintLink[]): Promise<void> {
  const ids = new Set(links.flatMap(({ articleId, otherId }) => [articleId, otherId]));
  const { rows } = await client.query(GROUPS, [[...ids]]);
  const groups = new Map<string, OpenGroup>();
  const groupOf = new Map<string, string>();
  for (const row of rows) {
    const cluster = text(row, "cluster");
    groups.set(cluster, { cluster, founded: int(row, "founded"), hasOthers: row["has_others"] === true });
    groupOf.set(text(row, "article_id"), cluster);
  }
  const joined = new Map<string, string>();
  for (const { articleId, otherId, strength } of links) {
    const a = groups.get(endOf(joined, groupOf.get(articleId) ?? ""));
    const b = groups.get(endOf(joined, groupOf.get(otherId) ?? ""));
    if (a === undefined || b === undefined || a === b) continue;
    if (strength === "weak" && a.hasOthers && b.hasOthers) continue;
    const [older, newer] = a.founded < b.founded ? [a, b] : [b, a];
    older.hasOthers = true;
    joined.set(newer.cluster, older.cluster);
  }
  if (joined.size === 0) return;
  await client.query(
    `UPDATE reprint SET cluster = row.older FROM unnest($1::text[], $2::text[]) AS row (newer, older)
     WHERE cluster = row.newer`,
    [[...joined.keys()], [...joined.keys()].map((cluster) => endOf(joined, cluster))],
  );
}

/** The group that a group went into, over any number of steps. */
function endOf(joined: ReadonlyMap<string, string>, cluster: string): string {
  let end = cluster;
  for (let next = joined.get(end); next !== undefined; next = joined.get(end)) end = next;
  return end;
}

/** The same batch in another order founds the same groups. */
function byTime(a: ReprintEntry, b: ReprintEntry): number {
  const keyA = `${a.facts.publishedAt ?? "~"} ${a.articleId}`;
  const keyB = `${b.facts.publishedAt ?? "~"} ${b.articleId}`;
  return keyA < keyB ? -1 : keyA > keyB ? 1 : 0;
}

function columns(entries: readonly ReprintEntry[]): unknown[] {
  return [
    entries.map((entry) => entry.articleId),
    entries.map((entry) => entry.contentHash),
    entries.map((entry) => exactColumn(entry.traits.exact)),
    entries.map((entry) => entry.traits.grams),
    entries.map((entry) => packSketch(entry.traits.sketch)),
    entries.map(({ traits: { numbers, title, places } }) => JSON.stringify({ numbers, title, places })),
    entries.map((entry) => JSON.stringify(entry.facts)),
  ];
}

/** The hash as a signed column holds it; null for a body without letters. */
function exactColumn(exact: string): string | null {
  return exact === "" ? null : BigInt.asIntN(64, BigInt(`0x${exact}`)).toString();
}

function readTraits(row: Row): ReprintTraits {
  // Written by `columns` and by nothing else.
  const rest = JSON.parse(text(row, "traits")) as Pick<ReprintTraits, "numbers" | "title" | "places">;
  const exact =
    row["exact"] === null
      ? ""
      : BigInt.asUintN(64, BigInt(text(row, "exact")))
          .toString(16)
          .padStart(16, "0");
  return { exact, grams: int(row, "grams"), sketch: unpackSketch(bytesOf(row)), ...rest };
}

function bytesOf(row: Row): Uint8Array {
  const value = row["sketch"];
  return value instanceof Uint8Array ? value : new Uint8Array();
}

function hashesOf(
  entries: readonly ReprintEntry[],
  numbers: ReadonlyMap<string, number>,
): readonly [readonly number[], readonly number[]] {
  return pairs(
    entries.flatMap((entry) => {
      const no = numbers.get(entry.articleId);
      return no === undefined ? [] : [[no, entry.traits.sketch] as const];
    }),
  );
}

/** Two columns: the indexed hashes, as signed integers, and the number of the article that has each. */
function pairs(
  rows: readonly (readonly [no: number, sketch: readonly number[]])[],
): [hashes: readonly number[], numbers: readonly number[]] {
  const hashes: number[] = [];
  const numbers: number[] = [];
  for (const [no, sketch] of rows) {
    for (const hash of sketch.slice(0, INDEXED)) {
      hashes.push(hash | 0);
      numbers.push(no);
    }
  }
  return [hashes, numbers];
}
