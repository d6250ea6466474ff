import { readDate } from "@caibian/page";
import { toBeijing } from "@caibian/schema";

/** What nearly every sitemap and Atom feed writes. */
const RFC_3339 = /^\d{4}-\d\d-\d\d[T ]\d\d:\d\d(?::\d\d(?:\.\d{1,9})?)?(?:Z| UTC| GMT|[+-]\d\d:?\d\d)$/;
const RFC_822 = /\b\d{1,2}[ -](?:Jan|Feb|Mar|Apr|May|Jun|Jul|Aug|Sep|Oct|Nov|Dec)[a-z]*[ -]\d{2,4}\b/i;
/** `Sun Jun 07 08:00:00 CST 2026`, which old JSP sites print. */
const JAVA = /^[A-Z][a-z]{2} ([A-Z][a-z]{2}) {1,2}(\d{1,2}) (\d\d:\d\d:\d\d) (?:([A-Z]{3,4}|[+-]\d{4}) )?(\d{4})$/;
const ZONE = /(?:[+-]\d{2}:?\d{2}|\b[A-Z]{1,4})$/;

/** RFC 822, ISO 8601 and the forms of Chinese pages; a time without a zone is Beijing time. */
export function readFeedDate(text: string): string | null {
  const trimmed = text.trim();
  if (RFC_3339.test(trimmed)) return fromEpoch(Date.parse(trimmed)) ?? readDate(trimmed)?.iso ?? null;
  const java = JAVA.exec(trimmed);
  const dated = java === null ? trimmed : `${java[2]} ${java[1]} ${java[5]} ${java[3]} ${java[4] ?? ""}`.trim();
  const read = RFC_822.test(dated) ? fromEpoch(Date.parse(withZone(dated))) : null;
  return read ?? readDate(trimmed)?.iso ?? null;
}

/** CST is China's standard time here, not Chicago's. */
function withZone(text: string): string {
  return ZONE.test(text) ? text.replace(/\bCST$/, "+0800") : `${text} +0800`;
}

function fromEpoch(at: number): string | null {
  return Number.isNaN(at) ? null : toBeijing(at);
}
