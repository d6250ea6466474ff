export { findDates, readDate, readEpoch, readRocDate, type FoundDate } from "./dates/find-dates.ts";
export type { DatePrecision, DateReading } from "./dates/parts.ts";
export { decode, type Decoded, type DecodeHints } from "./decode/decode.ts";
export { charsetOf } from "./decode/labels.ts";
export { DOM_BOUNDS, loadDom, type DomBounds, type DomErrorCode, type DomResult } from "./dom/load-dom.ts";
export { canonicalUrl } from "./url/canonical-url.ts";
export { findFirstPart, findNextPart, type StoryUrls } from "./parts/find-parts.ts";
export { mayBePaged } from "./parts/may-be-paged.ts";
