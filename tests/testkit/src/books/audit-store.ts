import type { ServedArticle } from "../site/traffic.ts";
import { tokensIn } from "../write/story.ts";
import type { AcceptedArticle, Audit, Finding } from "./audit.ts";
import { differenceFrom } from "./difference.ts";
import type { StoreReading, StoreRecord } from "./store-reading.ts";

/** What the books say of one Store. */
export type StoreAudit = Pick<Audit, "lost" | "doubled" | "corrupt" | "stale" | "repeats">;

/** Balances one Store. A story is found by its URL, else by the token in its text. */
export function auditStore(
  store: StoreReading,
  served: readonly ServedArticle[],
  accepted: ReadonlyMap<string, AcceptedArticle["status"]>,
): StoreAudit {
  const byUrl = new Map(served.map((story) => [story.url, story]));
  const byToken = new Map(served.map((story) => [story.id, story]));
  const held = new Map<string, StoreRecord[]>();
  const corrupt: Finding[] = [];
  for (const record of store.records) {
    const story = storyOf(record, byUrl, byToken);
    if (story === undefined)
      corrupt.push({
        store: store.name,
        id: record.id,
        url: record.url ?? "",
        why: "a record of no story that the site served",
      });
    else held.set(story.id, [...(held.get(story.id) ?? []), record]);
  }
  const lost: Finding[] = [];
  const stale: Finding[] = [];
  const doubles = [...held].flatMap(([id, records]) => doublesOf(store, id, records));
  for (const story of served) {
    const records = held.get(story.id) ?? [];
    const latest = records.toSorted((a, b) => a.revision - b.revision).at(-1);
    const finding = (why: string): Finding => ({ store: store.name, id: story.id, url: story.url, why });
    if (latest === undefined) {
      if (story.withdrawn === null && accepted.get(story.url) === "usable")
        lost.push(finding("accepted, not in the Store"));
      continue;
    }
    corrupt.push(...records.flatMap((record) => garbled(record, story)).map(finding));
    const why = staleness(latest, story);
    if (why !== null) stale.push(finding(why));
  }
  const mayRepeat = store.kind === "message";
  return { lost, corrupt, stale, doubled: mayRepeat ? [] : doubles, repeats: mayRepeat ? doubles.length : 0 };
}

function storyOf(
  record: StoreRecord,
  byUrl: ReadonlyMap<string, ServedArticle>,
  byToken: ReadonlyMap<string, ServedArticle>,
): ServedArticle | undefined {
  const own = byUrl.get(record.url ?? "");
  if (own !== undefined) return own;
  const [token, ...others] = tokensIn(record.record?.text ?? "");
  return token === undefined || others.length > 0 ? undefined : byToken.get(token);
}

// A keyed Store has one row a story; a file or a stream has one entry a revision, and one more for each backfill.
function doublesOf(store: StoreReading, story: string, records: readonly StoreRecord[]): Finding[] {
  const most = store.kind === "keyed" ? 1 : 1 + (store.resent ?? 0);
  const seen = new Map<string, number>();
  return records.flatMap((record): Finding[] => {
    const key = store.kind === "keyed" ? story : `${story}:${record.revision}`;
    const times = (seen.get(key) ?? 0) + 1;
    seen.set(key, times);
    if (times <= most) return [];
    return [
      {
        store: store.name,
        id: story,
        url: record.url ?? "",
        why: `one more entry for revision ${record.revision} (article ${record.id})`,
      },
    ];
  });
}

function garbled({ record }: StoreRecord, story: ServedArticle): string[] {
  if (record === null) return [];
  const differences = story.revisions.map((revision) => differenceFrom(record, revision));
  const nearest = differences.at(-1);
  return differences.includes(null) || nearest === undefined || nearest === null ? [] : [nearest];
}

function staleness(latest: StoreRecord, story: ServedArticle): string | null {
  if (story.withdrawn !== null)
    return latest.status === "withdrawn"
      ? null
      : `withdrawn at its source (${story.withdrawn}), still ${latest.status}`;
  if (latest.record === null) return "withdrawn in the Store, still at its source";
  const { record } = latest;
  const current = story.revisions.at(-1);
  if (current === undefined || differenceFrom(record, current) === null) return null;
  const shown = story.revisions.findLast((revision) => differenceFrom(record, revision) === null);
  return shown === undefined ? null : `holds the site's revision ${shown.revision}, now is ${current.revision}`;
}
