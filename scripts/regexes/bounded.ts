/** An expression that grows faster than its input, and why that does not matter where it is used. */
export interface Bounded {
  /** The file it stands in. */
  readonly file: string;
  /** How its source begins. */
  readonly begins: string;
  /** Most characters that it ever meets. The check times it on the worst input of that length. */
  readonly mostChars: number;
  /** What holds the bound. */
  readonly why: string;
}

/** Most milliseconds that a bounded expression may take on its worst input. */
export const MOST_MS = 60;

const bylines = "packages/parser/src/fields/bylines.ts";
const names = "packages/parser/src/fields/names.ts";
const labels = "packages/parser/src/fields/labels.ts";
const source = "packages/parser/src/fields/source.ts";
const captions = "packages/parser/src/blocks/caption.ts";
const title = "packages/parser/src/locate/title.ts";
const section = "packages/parser/src/fields/section.ts";
const parts = "packages/page/src/parts";
const dates = "packages/scraper/src/discover/list-date.ts";

/** The expressions that are let be, each with its bound. */
export const BOUNDED: readonly Bounded[] = [
  { file: bylines, begins: "\\s*[（([【〔「]", mostChars: 140, why: "endByline looks at the last 140" },
  { file: bylines, begins: "(?:(?:^|[。！？”", mostChars: 60, why: "bracketCredits looks at the last 60" },
  { file: captions, begins: "^[▲△▼↑↓▵◎", mostChars: 360, why: "readCaption refuses longer lines" },
  { file: captions, begins: "[ (（|]+$", mostChars: 360, why: "readCaption refuses longer lines" },
  {
    file: "packages/cli/src/output/print.ts",
    begins: "(?<=\\[)(?:\\n +",
    mostChars: 20_000,
    why: "our own JSON: a line of a number is closed by a bracket or another such line",
  },
  { file: labels, begins: "^[\\s\\u3000:：]+", mostChars: 300, why: "cutLabels meets info lines, 300 at most" },
  { file: labels, begins: "[|｜丨\\t]", mostChars: 300, why: "cutLabels meets info lines, 300 at most" },
  { file: names, begins: "^[:：\\-—_.·]+", mostChars: 80, why: "splitNames refuses longer values" },
  {
    file: "packages/parser/src/fields/section.ts",
    begins: "\\s*(?:[>»",
    mostChars: 120,
    why: "longer lines are passed over",
  },
  { file: source, begins: "^(?:.*(?:评论", mostChars: 60, why: "only what MEDIA_NAME took, some 30 characters" },
  { file: source, begins: "^[\\s(（【[|]+", mostChars: 300, why: "pieces of info lines, 300 at most" },
  { file: source, begins: "[\\s\\u3000]+(?:原创稿", mostChars: 300, why: "clean cuts at LONGEST_RAW" },
  { file: source, begins: "^[\\s（(【[]+", mostChars: 300, why: "clean cuts at LONGEST_RAW" },
  { file: source, begins: "^([^（(]*)", mostChars: 300, why: "clean cuts at LONGEST_RAW" },
  {
    file: "packages/parser/src/locate/title-suffix.ts",
    begins: "^(.+)(?:[_|",
    mostChars: 300,
    why: "longer titles are left whole",
  },
  { file: title, begins: "(?:\\.{3,}", mostChars: 600, why: "LONGEST_TITLE, LONGEST_KNOWN" },
  { file: title, begins: "\\d{4}\\s?[-/.年]", mostChars: 160, why: "longer lines are passed over" },
  {
    file: "packages/pipeline/src/config/variables.ts",
    begins: "\\$\\{",
    mostChars: 4_000,
    why: "the owner's own config",
  },
  {
    file: "packages/scraper/src/discover/discover.ts",
    begins: "^(?:<\\?xml",
    mostChars: 2_000,
    why: "the first 2,000 characters",
  },
  { file: section, begins: "^(?:(?:您|你|本页)?", mostChars: 120, why: "LONGEST_PATH" },
  {
    file: `${parts}/find-parts.ts`,
    begins: "\\bcreatePageHTML",
    mostChars: 50_000,
    why: "each repeat ends at a quote",
  },
  { file: `${parts}/part-number.ts`, begins: "^(.*\\/[^/]*", mostChars: 1_000, why: "LONGEST_PATH" },
  { file: "packages/parser/src/region/names.ts", begins: "^(.{2,}?)", mostChars: 60, why: "names of the region table" },
  { file: dates, begins: "(?:^|\\s)(?<day>", mostChars: 500, why: "LONGEST" },
  { file: dates, begins: "^[\\s[\\](", mostChars: 500, why: "LONGEST" },
];
