import { isWithin } from "./divisions.ts";
import { namePairs, namesAt, pairKey, type PlaceName } from "./names.ts";
import { NOT_BETWEEN } from "./ordinary-words.ts";
import { ZONE_TAILS } from "./zones.ts";

/** A place that a text names. */
export interface Mention {
  /** Several while it is not known which is meant. */
  readonly codes: readonly string[];
  readonly zone: string | null;
  readonly at: number;
  /** Where its name ends. */
  readonly to: number;
}

const LONGEST = 600;
const MOST = 12;
/** 南京东路, 上海村, 北京大街: a street is named after a place that lies elsewhere. */
const STREET = /^(?:[东西南北中][一二三]?)?(?:路|大道|大街|街道?(?!道)|桥|村|里弄)/;
const MARKET = /^(?:场|值|面)/;
const AREA = /^(?:域|块|间|别|分)/;

/**
 * What the text's start is: `prose`; `slot`, where a place is expected (来源, a site's name), so that short names of
 * counties count; `headline`, where they count before a colon (绥德：…).
 */
export type TextStart = "prose" | "slot" | "headline";

/** The places that a text names, in order; at most 12, of 600 characters from `from` to `to`. */
export function findPlaces(text: string, start: TextStart = "prose", from = 0, to: number = text.length): Mention[] {
  const pairs = namePairs();
  const end = Math.min(text.length, to, from + LONGEST) - 1;
  const mentions: Mention[] = [];
  for (let at = from; at < end && mentions.length < MOST;) {
    const first = text.charCodeAt(at);
    const second = text.charCodeAt(at + 1);
    const names = pairs[pairKey(first, second)] === 0 ? undefined : namesAt(first, second);
    const place = names === undefined ? null : pick(names, text, at, at === from ? start : "prose");
    if (place === null) {
      at++;
      continue;
    }
    const found = descend(place, text, at);
    mentions.push({ codes: found.codes, zone: found.zone, at, to: found.to });
    at = found.to;
  }
  return mentions;
}

/** The longest name at this place of the text that may be read there. */
function pick(names: readonly PlaceName[], text: string, at: number, start: TextStart): PlaceName | null {
  for (const place of names) {
    if (place.reach === "child" || !text.startsWith(place.name, at)) continue;
    if (place.reach === "slot" && !isSlot(text, at + place.name.length, start)) continue;
    if (isWhole(place, text, at)) return place;
  }
  return null;
}

/** Short names of counties are many and ordinary: what stands around them has to say that one is meant. */
function isSlot(text: string, to: number, start: TextStart): boolean {
  if (start === "slot" || zoneTailAt(text, to) !== undefined) return true;
  return start === "headline" && /[:：|丨]/.test(text.charAt(to));
}

function isWhole(place: PlaceName, text: string, at: number): boolean {
  const after = text.slice(at + place.name.length, at + place.name.length + 4);
  if (!place.isShort) {
    // 合作市场 is no city, 海南区域 no district.
    if (place.zone !== null) return true;
    return !(place.name.endsWith("市") ? MARKET : AREA).test(after);
  }
  if (STREET.test(after)) return false;
  const not = NOT_BETWEEN.get(place.name);
  if (not === undefined) return true;
  const before = at === 0 ? "" : text.charAt(at - 1);
  return !(before !== "" && not[0].includes(before)) && !(after !== "" && not[1].includes(after.charAt(0)));
}

interface Found {
  readonly codes: readonly string[];
  readonly zone: string | null;
  readonly to: number;
}

/** Follows 江苏省苏州市虎丘区 and 苏州高新区 down to the last name. */
function descend(place: PlaceName, text: string, at: number): Found {
  let { codes, zone } = place;
  let to = at + place.name.length;
  for (let depth = 0; depth < 3 && zone === null; depth++) {
    const next = childAt(codes, text, to);
    if (next === undefined) break;
    ({ codes, zone, to } = next);
  }
  if (zone === null) {
    const tail = zoneTailAt(text, to);
    if (tail !== undefined && codes.length === 1 && !(codes[0] ?? "").endsWith("0000"))
      return { codes, zone: text.slice(at, to + tail.length), to: to + tail.length };
  }
  return { codes, zone, to };
}

/** What a tail begins with: most places are followed by something else. */
const TAIL_STARTS: ReadonlySet<number> = new Set(ZONE_TAILS.map((tail) => tail.charCodeAt(0)));

function zoneTailAt(text: string, at: number): string | undefined {
  if (!TAIL_STARTS.has(text.charCodeAt(at))) return undefined;
  return ZONE_TAILS.find((tail) => text.startsWith(tail, at));
}

function childAt(parents: readonly string[], text: string, at: number): Found | undefined {
  const from = text.charAt(at) === "·" || text.charAt(at) === " " ? at + 1 : at;
  for (const place of namesAt(text.charCodeAt(from), text.charCodeAt(from + 1)) ?? []) {
    if (!text.startsWith(place.name, from)) continue;
    const codes = [...place.codes, ...place.inner].filter((code) =>
      parents.some((parent) => code !== parent && isWithin(code, parent)),
    );
    if (codes.length > 0 && isWhole(place, text, from))
      return { codes, zone: place.zone, to: from + place.name.length };
  }
  return undefined;
}
