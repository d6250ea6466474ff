import type { Fetched } from "@caibian/http";
import { decode, findFirstPart, findNextPart, mayBePaged } from "@caibian/page";
import type { PagePart } from "@caibian/schema";

import type { Archive } from "../archive/archive.ts";
import type { Failure } from "./failure.ts";
import type { Answer, Fetcher } from "./fetcher.ts";
import { retryDelay } from "./retry.ts";

/** A page that came. */
export type Came = Answer & { readonly kind: "page" };

/** What reading on came to. A failure that another try may mend fails the whole story: it is not delivered half. */
export type StoryRead =
  | {
      readonly kind: "read";
      readonly parts: readonly PagePart[];
      /** Why the rest will not come, or null when all parts are here. */
      readonly missing: string | null;
    }
  | { readonly kind: "failed"; readonly failure: Failure; readonly at: string }
  | { readonly kind: "skipped" };

/** Pages of one story, the first included. */
const MOST_PAGES = 20;
const MOST_BYTES = 20 * 1024 * 1024;

/** What reading a story on needs. */
export interface StoryDoors {
  readonly fetcher: Fetcher;
  readonly archive: Archive;
  /** Tries of this lead that failed before. */
  readonly attempts: number;
  /** Pages of this story that were fetched already, by URL. */
  readonly known: ReadonlyMap<string, Came>;
}

/** URL of the story's first page when a list led to a later one (`…_2.html`); else null. */
export function firstPageOf({ fetched }: Came): string | null {
  return isHtml(fetched) && mayBePaged(fetched.bytes, fetched.finalUrl)
    ? findFirstPart(textOf(fetched), fetched.finalUrl)
    : null;
}

/**
 * Follows an article's pager (分页) to the story's end: same host, same spelling, at most 20 pages and 20 MiB, each
 * asked in its host's turn. A story that was begun is read to its end even when the Visit's pages are used up.
 */
export async function readParts(first: Came, doors: StoryDoors): Promise<StoryRead> {
  const story = first.fetched.finalUrl;
  const parts: PagePart[] = [];
  const hashes = new Set([first.sha256]);
  const asked = new Set([story]);
  let bytes = first.fetched.bytes.length;
  for (let current: { url: string; fetched: Fetched } = { url: story, fetched: first.fetched }; ;) {
    const next = nextOf(current, story);
    if (next === null || asked.has(next)) return { kind: "read", parts, missing: null };
    if (parts.length + 1 >= MOST_PAGES) return { kind: "read", parts, missing: `more than ${MOST_PAGES} pages` };
    asked.add(next);
    const answer = await ask(next, doors);
    if (answer.kind === "skipped" || answer.kind === "failed") return answer;
    if (answer.kind === "missing") return { kind: "read", parts, missing: `${next}: ${answer.why}` };
    // A server that does not know the parameter answers with the first page again.
    if (hashes.has(answer.sha256)) return { kind: "read", parts, missing: null };
    hashes.add(answer.sha256);
    bytes += answer.fetched.bytes.length;
    if (bytes > MOST_BYTES) return { kind: "read", parts, missing: `more than ${MOST_BYTES} bytes` };
    parts.push(await keep(answer, doors));
    current = { url: next, fetched: answer.fetched };
  }
}

type PartAnswer =
  | Came
  | { readonly kind: "missing"; readonly why: string }
  | (StoryRead & { readonly kind: "failed" | "skipped" });

async function ask(url: string, { fetcher, attempts, known }: StoryDoors): Promise<PartAnswer> {
  const have = known.get(url);
  if (have !== undefined) return have;
  fetcher.budget--;
  const answer = await fetcher.ask(url, null);
  switch (answer.kind) {
    case "page": {
      const { status } = answer.fetched;
      return status === 404 || status === 410 ? { kind: "missing", why: `the server answered ${status}` } : answer;
    }
    case "failed": {
      return isLastTry(answer.failure, attempts) ? { kind: "missing", why: answer.failure.message } : answer;
    }
    case "robots-denied":
      return { kind: "missing", why: "robots.txt denies it" };
    case "unchanged":
      return { kind: "missing", why: "the server answered 304 without being asked" };
    case "skipped":
      return answer.redirected ?? { kind: "skipped" };
    default:
      return answer satisfies never;
  }
}

/** True when the usual rules give such a failure no other try. */
export function isLastTry({ kind, afterMs }: Failure, attempts: number): boolean {
  return retryDelay({ kind, attempts, afterMs, jitter: 0 }) === null;
}

async function keep({ fetched, sha256, at, ms }: Came, { fetcher, archive }: StoryDoors): Promise<PagePart> {
  const { url, finalUrl, status, headers, bytes } = fetched;
  const facts = { url, finalUrl, status, headers, bytes, fetchedAt: at, sha256 };
  const warc = await archive.append(facts);
  fetcher.report({ kind: "page", url, status, bytes: bytes.length, ms });
  return { ...facts, warc };
}

function nextOf({ url, fetched }: { readonly url: string; readonly fetched: Fetched }, story: string): string | null {
  if (!isHtml(fetched) || !mayBePaged(fetched.bytes, url)) return null;
  return findNextPart(textOf(fetched), { first: story, current: url });
}

function isHtml({ status, headers }: Fetched): boolean {
  return (
    status < 300 && !/^(?:image|audio|video|font)\/|^application\/(?:pdf|json|zip)/i.test(headers["content-type"] ?? "")
  );
}

function textOf({ bytes, finalUrl, headers }: Fetched): string {
  const contentType = headers["content-type"];
  return decode(bytes, { url: finalUrl, ...(contentType === undefined ? {} : { contentType }) }).text;
}
