import { findDates } from "@caibian/page/plain";

import { readCms } from "../cms/read-cms.ts";
import type { FoundTitle } from "../locate/title.ts";
import type { Line, PageLines } from "../read/lines.ts";
import { keyOf, tidy } from "../text/fold.ts";
import { cutLabels } from "./labels.ts";

/** 引题 above and 副题 below the headline, and the source's own headline (原标题). */
export interface TitleParts {
  readonly kicker: string | null;
  readonly subtitle: string | null;
  readonly originalTitle: string | null;
}

const KICKER_NAME = /(?:^|[\s_-])(?:pre|kicker|introtitle|yinti|jianti|shoulder)(?:$|[\s_-])/i;
const SUBTITLE_NAME = /(?:^|[\s_-])(?:sub|subtitle|sub-?title|futi|fubiaoti|subhead|deck)(?:$|[\s_-])/i;
const ORIGINAL = /(?:本文)?原(?:文)?标题\s*[:：]\s*([^\n]{4,120})/;
const OPENS = "《（(【[〔“";
const CLOSES = "》）)】]〕”";
const SUBTITLE_MARK = /^[—–―─-]{1,3}\s*(?=\S{4})/;
/** Reads the parts of a compound headline; they are never joined to the title. */
export function findTitleParts(page: PageLines, title: FoundTitle, bodyText: string): TitleParts {
  const cms = readCms(page);
  const other = (values: readonly string[]): string | null =>
    values.find((value) => value.length >= 2 && keyOf(value) !== keyOf(title.text)) ?? null;
  const at = title.line?.index ?? -1;
  const original = ORIGINAL.exec(bodyText.slice(0, 400)) ?? ORIGINAL.exec(bodyText.slice(-300));
  return {
    kicker: neighbour(page, at - 1, KICKER_NAME) ?? other(cms.of("kicker")),
    subtitle: neighbour(page, at + 1, SUBTITLE_NAME) ?? dashed(page, at + 1) ?? other(cms.of("subtitle")),
    originalTitle: original?.[1] === undefined ? null : upToItsBracket(original[1]),
  };
}

/** The words up to the bracket that opened before them: （原标题：…）; a pair of 《》 around all of them goes. */
function upToItsBracket(text: string): string | null {
  let depth = 0;
  let end = text.length;
  for (let i = 0; i < text.length; i++) {
    if (OPENS.includes(text.charAt(i))) depth++;
    else if (CLOSES.includes(text.charAt(i)) && --depth < 0) {
      end = i;
      break;
    }
  }
  const title = tidy(text.slice(0, end));
  const whole = /^《([^《》]+)》$/.exec(title)?.[1] ?? title;
  return whole.length < 4 ? null : whole;
}

/** A line right below the headline that opens with a dash: ——写在丰收的时候. */
function dashed(page: PageLines, index: number): string | null {
  const line = page.lines[index];
  if (line === undefined || line.text.length > 60 || line.links > 0 || !SUBTITLE_MARK.test(line.text)) return null;
  return tidy(line.text.replace(SUBTITLE_MARK, ""));
}

/** Boxes of the info line are named `sub` as well. */
function isInfo({ text, seams }: Line): boolean {
  return findDates(text).length > 0 || cutLabels(text, seams).some(({ field }) => field !== "drop");
}

function neighbour(page: PageLines, index: number, name: RegExp): string | null {
  const line = page.lines[index];
  if (line === undefined || line.text.length > 120 || line.links > 0 || isInfo(line)) return null;
  const { attribs } = line.box.element;
  return name.test(`${attribs["class"] ?? ""} ${attribs["id"] ?? ""}`) ? tidy(line.text) : null;
}
