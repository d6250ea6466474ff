import { NameTable } from "./name-table.ts";

/** What is done with an element, as bits. */
export const BLOCK = 1;
export const UNSEEN = 2;
/** Its end may be the end of a field in an info line, though no blank shows it. */
export const FIELD = 4;
/** The head reader takes it up. */
export const FACTS = 8;
/** It may stand for a picture, a film or a file. */
export const MEDIUM = 16;
export const BOLD = 32;
export const BREAK = 64;
/** It has no end tag and holds nothing. */
export const VOID = 128;
/** What is inside is text up to its own end tag. */
export const RAW = 256;
/** As `RAW`, with character references. */
export const RAW_DECODED = 512;
/** Inside it `<x/>` closes itself. */
export const FOREIGN = 1024;
/** Inside it HTML's rules hold again. */
export const INTEGRATION = 2048;
export const HEADING = 4096;
export const CELL = 8192;

const NAMES: readonly (readonly [number, string])[] = [
  [
    BLOCK,
    "address article aside blockquote body caption center dd details dialog dir div dl dt fieldset figcaption figure " +
      "footer form h1 h2 h3 h4 h5 h6 header hgroup hr html legend li main menu nav ol p pre section summary table " +
      "tbody td tfoot th thead tr ul ucapcontent ucaptitle founder-content founder-title founder-author",
  ],
  [
    UNSEEN,
    "script style noscript template svg math select option textarea object applet audio canvas datalist head map",
  ],
  [FIELD, "a b em font i label small span strong time u"],
  [FACTS, "meta title link script html head time"],
  [MEDIUM, "img video embed iframe a"],
  [BOLD, "b strong"],
  [BREAK, "br"],
  [VOID, "area base basefont br col command embed frame hr img input isindex keygen link meta param source track wbr"],
  [RAW, "script style textarea xmp"],
  [RAW_DECODED, "title"],
  [FOREIGN, "math svg"],
  [INTEGRATION, "mi mo mn ms mtext annotation-xml foreignobject desc title"],
  [HEADING, "h1 h2 h3 h4 h5 h6"],
  [CELL, "td th"],
];

/** Which open elements an element closes where it begins, while they stand innermost. */
const CLOSES: readonly (readonly [string, string])[] = [
  ["tr", "tr th td"],
  ["th", "th"],
  ["td", "thead th td"],
  ["body", "head link script"],
  ["li", "li"],
  [
    "p h1 h2 h3 h4 h5 h6 address article aside blockquote details div dl fieldset figcaption figure footer form header " +
      "hr main nav ol pre section table ul",
    "p",
  ],
  ["select input output button datalist textarea", "input option optgroup select button datalist textarea"],
  ["option", "option"],
  ["optgroup", "optgroup option"],
  ["dd dt", "dd dt"],
  ["rt rp", "rt rp"],
  ["tbody tfoot", "thead tbody"],
];

/** What is known of an element by its name. */
export interface TagKind {
  /** Small whole number, the same for the same name within a page. */
  readonly id: number;
  readonly name: string;
  /** The bits above; 0 for a plain inline element. */
  readonly traits: number;
  /** Names of the innermost elements that it closes, or null. */
  readonly closes: ReadonlySet<string> | null;
}

const TRAITS = new Map<string, number>();
for (const [bit, names] of NAMES) for (const name of names.split(" ")) TRAITS.set(name, (TRAITS.get(name) ?? 0) | bit);
const CLOSED_BY = new Map<string, ReadonlySet<string>>();
for (const [names, closed] of CLOSES)
  for (const name of names.split(" ")) CLOSED_BY.set(name, new Set(closed.split(" ")));
const KNOWN: readonly TagKind[] = Array.from(new Set([...TRAITS.keys(), ...CLOSED_BY.keys()]), (name, id) => ({
  id,
  name,
  traits: TRAITS.get(name) ?? 0,
  closes: CLOSED_BY.get(name) ?? null,
}));
const TABLE = new NameTable(KNOWN.map((kind) => [kind.name, kind] as const));

/** The kind of a known element, for events that no tag in the text stands for. */
export function knownKind(name: string): TagKind {
  const kind = TABLE.find(name, 0, name.length);
  if (kind === undefined) throw new RangeError(`${name} is no element that the reader knows`);
  return kind;
}

/** The kinds of one page's elements: the known ones, and those that the page makes up. */
export class TagKinds {
  readonly #others = new Map<string, TagKind>();

  /** The kind of the name that stands in `html` at `from` to `to`. */
  of(html: string, from: number, to: number): TagKind {
    const known = TABLE.find(html, from, to);
    if (known !== undefined) return known;
    const name = html.slice(from, to).toLowerCase();
    let kind = this.#others.get(name);
    if (kind === undefined) {
      kind = { id: KNOWN.length + this.#others.size, name, traits: 0, closes: null };
      this.#others.set(name, kind);
    }
    return kind;
  }
}
