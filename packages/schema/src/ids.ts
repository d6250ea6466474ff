import { hash as digestOf } from "node:crypto";

import type { Article } from "./article.ts";

const CROCKFORD = "0123456789abcdefghjkmnpqrstvwxyz";

/** Shards of the article log (DESIGN.md section 3). */
export const SHARDS = 16;

/** A stable id of 26 characters: 130 bits of sha256 in Crockford base32, lower case. */
export function idOf(identity: string): string {
  const digest = digestOf("sha256", identity, "buffer");
  let id = "";
  let bits = 0;
  let value = 0;
  for (const byte of digest) {
    value = (value << 8) | byte;
    bits += 8;
    while (bits >= 5 && id.length < 26) {
      bits -= 5;
      id += CROCKFORD[(value >> bits) & 31];
    }
    value &= (1 << bits) - 1;
  }
  return id;
}

/** The shard that an article's log rows go to: FNV-1a of its id, mod 16. */
export function shardOf(articleId: string): number {
  let hash = 0x811c9dc5;
  for (let i = 0; i < articleId.length; i++) {
    hash ^= articleId.charCodeAt(i);
    hash = Math.imul(hash, 0x01000193);
  }
  return (hash >>> 0) % SHARDS;
}

/** The fields that make a Revision (DESIGN.md section 3). */
export type RevisionFields = Pick<
  Article,
  | "title"
  | "kicker"
  | "subtitle"
  | "source"
  | "credits"
  | "publishedAt"
  | "publishedPrecision"
  | "updatedAt"
  | "blocks"
  | "rights"
>;

/** `sha256:…` over what makes a Revision: not removals, quality, fingerprint, cluster, region or provenance. */
export function contentHashOf(article: RevisionFields): string {
  const content = [
    article.title,
    article.kicker,
    article.subtitle,
    article.source && [article.source.name, article.source.raw, article.source.url],
    article.credits.map((credit) => [credit.role, credit.name, credit.org]),
    article.publishedAt,
    article.publishedPrecision,
    article.updatedAt,
    article.blocks.map((block) => Object.entries(block).sort(([a], [b]) => (a < b ? -1 : 1))),
    [article.rights.statement, article.rights.reprintForbidden],
  ];
  return `sha256:${digestOf("sha256", JSON.stringify(content))}`;
}
