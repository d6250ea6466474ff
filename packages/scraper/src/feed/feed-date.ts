import { readDate } from "@caibian/page";
import { toBeijing } from "@caibian/schema";

const RFC_822 = /\b\d{1,2}[ -](?:Jan|Feb|Mar|Apr|May|Jun|Jul|Aug|Sep|Oct|Nov|Dec)[a-z]*[ -]\d{2,4}\b/i;
const ZONE = /(?:[+-]\d{2}:?\d{2}|\b[A-Z]{1,4})\s*$/;

/** What nearly every sitemap and Atom feed writes. */
const RFC_3339 = /^\d{4}-\d\d-\d\dT\d\d:\d\d(?::\d\d(?:\.\d{1,9})?)?(?:Z|[+-]\d\d:\d\d)$/;

/** RFC 822, ISO 8601 and the forms of Chinese pages; a time without a zone is Beijing time. */
export function readFeedDate(text: string): string | null {
  const trimmed = text.trim();
  if (RFC_3339.test(trimmed)) {
    const at = Date.parse(trimmed);
    if (!Number.isNaN(at)) return toBeijing(at);
  }
  if (RFC_822.test(trimmed)) {
    const at = Date.parse(ZONE.test(trimmed) ? trimmed : `${trimmed} +0800`);
    if (!Number.isNaN(at)) return toBeijing(at);
  }
  return readDate(trimmed)?.iso ?? null;
}
