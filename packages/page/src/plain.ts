// What needs no tree: bytes, dates, URLs, the parts of a story. The parser reads pages without one, and a tree's
// builder takes long to load.
export { findDates, readDate, readEpoch, readRocDate, type FoundDate } from "./dates/find-dates.ts";
export type { DatePrecision, DateReading } from "./dates/parts.ts";
export { decode, type Decoded, type DecodeHints } from "./decode/decode.ts";
export { charsetOf } from "./decode/labels.ts";
export { DOM_BOUNDS, type DomBounds, type DomErrorCode } from "./dom/bounds.ts";
export { trustedCanonical } from "./url/canonical-link.ts";
export { canonicalUrl } from "./url/canonical-url.ts";
export { identityOf } from "./url/identity.ts";
export { findFirstPart, findNextPart, type StoryUrls } from "./parts/find-parts.ts";
export { mayBePaged } from "./parts/may-be-paged.ts";
