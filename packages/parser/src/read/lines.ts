/** What a class name or a tag says of a box. */
export type BoxHint = "body" | "aside" | "comment" | null;

/** A block element of the page. */
export interface Tag {
  /** Lower case. */
  readonly name: string;
  /** By name in lower case; no value is "". */
  readonly attribs: Readonly<Record<string, string>>;
  /** The block element around it. */
  readonly parent: Tag | null;
  /** Of tables and rows; null on everything else. */
  readonly shape: TableShape | null;
}

/** What tells a table of data from a layout; complete when the page is read. */
export interface TableShape {
  /** Of a row. */
  cells: number;
  /** Of a table: rows of two cells at least. */
  fullRows: number;
  /** Of a table: a cell holds a table, a list or a headline. */
  isLayout: boolean;
}

/** One block element with what was measured in it. Boxes stand in document order, parents first. */
export interface Box {
  readonly element: Tag;
  readonly parent: Box | null;
  readonly depth: number;
  readonly hint: BoxHint;
  /** Its lines are `lines[from]` to `lines[to - 1]`. */
  readonly from: number;
  to: number;
}

/** A picture, a film or a file that stands between lines of text. */
export interface Medium {
  readonly kind: "image" | "video" | "attachment";
  readonly url: string;
  readonly alt: string;
}

/** One line as a reader sees it: the text between two block borders or `<br>`, or a medium. */
export interface Line {
  readonly index: number;
  /** Blanks of the markup are one space; nbsp and U+3000 are kept, since they part the fields of info lines. */
  readonly text: string;
  readonly box: Box;
  /** 1 to 6 inside a heading element, else 0. */
  readonly heading: number;
  /** UTF-16 units inside links. */
  readonly linkLength: number;
  readonly links: number;
  /** UTF-16 units that are bold. */
  readonly boldLength: number;
  /** Han, kana and hangul count one, other letters and digits a quarter. */
  readonly weight: number;
  /** Sentence punctuation: ，。、；！？： and their Latin kin before a blank. */
  readonly stops: number;
  /** Indexes in `text` where an inline element began or ended. */
  readonly seams: readonly number[];
  readonly item: Tag | null;
  readonly cell: Tag | null;
  readonly isQuote: boolean;
  readonly medium: Medium | null;
}

/** What the head and the comments of a page carry. */
export interface HeadFacts {
  readonly title: string;
  /** Meta elements by lower-case name or property, first value first, empty ones left out. */
  readonly metas: ReadonlyMap<string, readonly string[]>;
  readonly jsonLd: readonly string[];
  /** Data of `<!--enpproperty …-->` (Founder), or null. */
  readonly founder: string | null;
  /** Epoch seconds that a WeChat script carries, or null. */
  readonly scriptEpoch: string | null;
  /** `lang` of the root element, or "". */
  readonly lang: string;
  readonly canonical: string | null;
  readonly refresh: string | null;
}

/** The page after it was read. */
export interface PageLines {
  readonly lines: readonly Line[];
  readonly boxes: readonly Box[];
  readonly head: HeadFacts;
  /** Text of elements whose id names a field (`js_name`, `author_baidu`), by id. */
  readonly named: ReadonlyMap<string, string>;
  /** Characters of text inside scripts, for telling shells and block pages. */
  readonly scriptLength: number;
}
