import type { ArticleStatus, DeliveryOp } from "@caibian/schema";

import type { EffectKind, PageResult } from "./outcome.ts";

/** What the ledger knows of an article when a Page of it comes. */
export interface KnownArticle {
  readonly id: string;
  readonly revision: number;
  readonly contentHash: string;
  readonly status: ArticleStatus;
  /** Epoch milliseconds of the first of two 404 answers, or null. */
  readonly missingAt: number | null;
  /** A person took it down; its page does not bring it back. */
  readonly takenDown: boolean;
}

/** What is to be written for one outcome. */
export interface Decision {
  readonly effect: EffectKind;
  /** The article after it; the same object when its row is not touched. */
  readonly article: KnownArticle | null;
  /** `add` the next revision, `replace` one that was never delivered, or neither. */
  readonly revision: "add" | "replace" | null;
  readonly log: DeliveryOp | null;
  /** A change that waits for the Visit's end. */
  readonly held: "update" | "withdraw" | null;
  /** For the bad-night rule: what a look at a delivered article found; null when this was none. */
  readonly look: "same" | "changed" | "vanished" | null;
}

/** Decides what a Page means for the article behind it (DESIGN.md section 3). Pure. */
export function decide(
  known: KnownArticle | null,
  result: PageResult,
  at: { readonly lookMs: number; readonly goneAfterMs: number },
): Decision {
  switch (result.kind) {
    case "article":
      return known === null ? firstSight(result.article) : anotherSight(known, result.article, result.plainHash);
    case "refused":
      return {
        ...nothing(known),
        effect: "refused",
        // A delivered article's page that no longer reads as one is what a new layout looks like.
        look: known?.status === "usable" ? "changed" : null,
      };
    case "gone":
      return known === null ? { ...nothing(null), effect: "refused" } : gone(known, result.status, at);
    default:
      return result satisfies never;
  }
}

type Seen = { readonly id: string; readonly contentHash: string; readonly status: ArticleStatus };

function firstSight(seen: Seen): Decision {
  const article = {
    id: seen.id,
    revision: 1,
    contentHash: seen.contentHash,
    status: seen.status,
    missingAt: null,
    takenDown: false,
  };
  const isUsable = seen.status === "usable";
  return {
    effect: isUsable ? "published" : "quarantined",
    article,
    revision: "add",
    log: isUsable ? "publish" : null,
    held: null,
    look: null,
  };
}

function anotherSight(known: KnownArticle, seen: Seen, plainHash: string | undefined): Decision {
  const present = known.missingAt === null ? known : { ...known, missingAt: null };
  // What a site's memory makes of an old page is no correction of the site's.
  const isSame = known.contentHash === seen.contentHash || known.contentHash === plainHash;
  const isUsable = seen.status === "usable";
  if (known.takenDown) return { ...nothing(known), effect: "unchanged" };
  if (known.status === "usable") {
    if (isSame) return { ...nothing(present), effect: "unchanged", look: "same" };
    if (isUsable) return { ...nothing(present), effect: "held", held: "update", look: "changed" };
    // A doubtful reading never takes the place of a good one that was delivered.
    return { ...nothing(present), effect: "quarantined", look: "changed" };
  }
  if (known.status === "quarantined" && isSame && !isUsable) return { ...nothing(present), effect: "unchanged" };
  // Only a new hash makes a Revision; a withdrawal made one of its own.
  const replaces = known.status === "quarantined" && isSame;
  return {
    effect: isUsable ? "published" : "quarantined",
    article: {
      ...present,
      revision: replaces ? known.revision : known.revision + 1,
      contentHash: seen.contentHash,
      status: seen.status,
    },
    revision: replaces ? "replace" : "add",
    log: isUsable ? "publish" : null,
    held: null,
    look: null,
  };
}

function gone(
  known: KnownArticle,
  status: 404 | 410 | "notice",
  at: { readonly lookMs: number; readonly goneAfterMs: number },
): Decision {
  if (known.status === "withdrawn") return { ...nothing(known), effect: "unchanged" };
  const isDelivered = known.status === "usable";
  const isGone = status !== 404 || (known.missingAt !== null && at.lookMs - known.missingAt >= at.goneAfterMs);
  if (!isGone) {
    const article = known.missingAt === null ? { ...known, missingAt: at.lookMs } : known;
    return { ...nothing(article), effect: "missing-once", look: isDelivered ? "vanished" : null };
  }
  if (isDelivered) return { ...nothing(known), effect: "held", held: "withdraw", look: "vanished" };
  return {
    effect: "withdrawn",
    article: { ...known, revision: known.revision + 1, status: "withdrawn", missingAt: null },
    revision: "add",
    log: null,
    held: null,
    look: null,
  };
}

function nothing(article: KnownArticle | null): Omit<Decision, "effect"> {
  return { article, revision: null, log: null, held: null, look: null };
}
