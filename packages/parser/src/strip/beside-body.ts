import type { BodyRange } from "../locate/body.ts";
import type { Box, Line, PageLines } from "../read/lines.ts";
import type { KeptLine, StrippedBody } from "./strip-body.ts";

/** Lines from the text to a file, and from one file to the next. */
const FURTHEST = 8;
const LONGEST_LABEL = 12;

/** The story with its film between headline and text, and the files that are listed right below the text. */
export function withMediaBeside(
  stripped: StrippedBody,
  page: PageLines,
  body: BodyRange,
  headline: Line | null,
  outside: ReadonlySet<Box>,
): StrippedBody {
  const films = filmsAbove(page, body, headline, outside);
  const files = filesBelow(page, body, outside);
  if (films.length === 0 && files.length === 0) return stripped;
  const known = new Set(stripped.kept.map(({ line }) => line));
  const added = (lines: readonly Line[]): KeptLine[] =>
    lines.filter((line) => !known.has(line)).map((line) => ({ line, text: line.text }));
  return { ...stripped, kept: [...added(films), ...stripped.kept, ...added(files)] };
}

function filmsAbove(page: PageLines, body: BodyRange, headline: Line | null, outside: ReadonlySet<Box>): Line[] {
  if (headline === null || headline.index >= body.from) return [];
  return page.lines
    .slice(headline.index + 1, body.from)
    .filter((line) => line.medium?.kind === "video" && !outside.has(line.box));
}

/** Files and the words of their links, with nothing but 附件： before and between them. */
function filesBelow(page: PageLines, body: BodyRange, outside: ReadonlySet<Box>): Line[] {
  const files: Line[] = [];
  let end = body.to + FURTHEST;
  for (let i = body.to; i < Math.min(page.lines.length, end); i++) {
    const line = page.lines[i];
    if (line === undefined || outside.has(line.box)) break;
    if (line.medium?.kind === "attachment") {
      const name = page.lines[i + 1];
      if (name === undefined || name.links === 0 || name.text === "") break;
      files.push(line, name);
      i++;
      end = i + FURTHEST;
    } else if (line.medium !== null || line.links > 0 || line.text.length > LONGEST_LABEL) break;
  }
  return files;
}
