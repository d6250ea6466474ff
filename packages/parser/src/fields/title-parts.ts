import { readCms } from "../cms/read-cms.ts";
import type { FoundTitle } from "../locate/title.ts";
import type { PageLines } from "../read/lines.ts";
import { keyOf, tidy } from "../text/fold.ts";

/** 引题 above and 副题 below the headline, and the source's own headline (原标题). */
export interface TitleParts {
  readonly kicker: string | null;
  readonly subtitle: string | null;
  readonly originalTitle: string | null;
}

const KICKER_NAME = /(?:^|[\s_-])(?:pre|kicker|introtitle|yinti|jianti|shoulder)(?:$|[\s_-])/i;
const SUBTITLE_NAME = /(?:^|[\s_-])(?:sub|subtitle|sub-?title|futi|fubiaoti|subhead|deck)(?:$|[\s_-])/i;
const ORIGINAL = /(?:本文)?原(?:文)?标题\s*[:：]\s*[《“"]?([^》”"\n]{4,80})/;
/** Reads the parts of a compound headline; they are never joined to the title. */
export function findTitleParts(page: PageLines, title: FoundTitle, bodyText: string): TitleParts {
  const cms = readCms(page);
  const other = (values: readonly string[]): string | null =>
    values.find((value) => value.length >= 2 && keyOf(value) !== keyOf(title.text)) ?? null;
  const at = title.line?.index ?? -1;
  const original = ORIGINAL.exec(bodyText.slice(0, 400)) ?? ORIGINAL.exec(bodyText.slice(-300));
  return {
    kicker: neighbour(page, at - 1, KICKER_NAME) ?? other(cms.of("kicker")),
    subtitle: neighbour(page, at + 1, SUBTITLE_NAME) ?? other(cms.of("subtitle")),
    originalTitle: original?.[1] === undefined ? null : tidy(original[1]),
  };
}

function neighbour(page: PageLines, index: number, name: RegExp): string | null {
  const line = page.lines[index];
  if (line === undefined || line.text.length > 120 || line.links > 0) return null;
  const { attribs } = line.box.element;
  return name.test(`${attribs["class"] ?? ""} ${attribs["id"] ?? ""}`) ? tidy(line.text) : null;
}
