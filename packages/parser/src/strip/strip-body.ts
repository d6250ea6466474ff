import type { Removal } from "@caibian/schema";

import { endByline, isBylineLine } from "../fields/bylines.ts";
import type { BodyRange } from "../locate/body.ts";
import type { Scores } from "../locate/score.ts";
import type { FoundTitle } from "../locate/title.ts";
import type { Box, Line, PageLines } from "../read/lines.ts";
import { keyOf } from "../text/fold.ts";
import { isFieldLine } from "./field-line.ts";
import { footerInBody } from "./footer.ts";
import { matchRule } from "./match-rule.ts";
import { feedItems, opensComments, opensPressContact } from "./other-boxes.ts";
import type { RuleZone } from "./rule.ts";
import { isSignature } from "./signature.ts";

/** A line of the story, with what was cut off its end. */
export interface KeptLine {
  readonly line: Line;
  readonly text: string;
}

/** The story's lines and what was taken out of the body. */
export interface StrippedBody {
  readonly kept: readonly KeptLine[];
  readonly removed: readonly Removal[];
  /** Bylines that were cut off, for the credits. */
  readonly bylines: readonly string[];
}

const HEAD_LINES = 8;
const TAIL_LINES = 16;
const SHORT_HEADING = 16;
const FEWEST_TEASERS = 3;
const TEASER_SHARE = 0.2;
const HEAD_ZONES: ReadonlySet<RuleZone> = new Set(["head", "anywhere"]);
const TAIL_ZONES: ReadonlySet<RuleZone> = new Set(["tail", "anywhere"]);
const BOTH_ZONES: ReadonlySet<RuleZone> = new Set(["head", "tail", "anywhere"]);
const FOOTER_ZONES: ReadonlySet<RuleZone> = new Set(["tail", "anywhere", "footer"]);
const MIDDLE_ZONES: ReadonlySet<RuleZone> = new Set(["anywhere"]);

/** Takes the boilerplate out of the body's lines; every line taken stands in `removed` with its rule. */
export function stripBody(
  page: PageLines,
  body: BodyRange,
  title: FoundTitle,
  scores: Scores,
  outside: ReadonlySet<Box>,
  isRepeated: (line: Line) => boolean,
): StrippedBody {
  const stripper = new Stripper(page, body, title, scores, outside, isRepeated);
  return stripper.run();
}

class Stripper {
  readonly #page: PageLines;
  readonly #body: BodyRange;
  readonly #title: FoundTitle;
  readonly #scores: Scores;
  readonly #outside: ReadonlySet<Box>;
  readonly #isRepeated: (line: Line) => boolean;
  readonly #kept: KeptLine[] = [];
  readonly #removed: Removal[] = [];
  readonly #bylines: string[] = [];
  /** Boxes that are none of the story, with the rule that says so. */
  readonly #cut: ReadonlyMap<Box, string> = new Map();
  readonly #lastProse: number;
  readonly #firstProse: number;
  readonly #footer: number;

  constructor(
    page: PageLines,
    body: BodyRange,
    title: FoundTitle,
    scores: Scores,
    outside: ReadonlySet<Box>,
    isRepeated: (line: Line) => boolean,
  ) {
    this.#page = page;
    this.#body = body;
    this.#title = title;
    this.#scores = scores;
    this.#outside = outside;
    this.#isRepeated = isRepeated;
    this.#firstProse = this.#find(1);
    this.#cut = this.#boxesToCut();
    this.#lastProse = this.#find(-1);
    this.#footer = footerInBody(page.lines, Math.max(body.from, this.#firstProse + 1), body.to);
  }

  run(): StrippedBody {
    const { from, to } = this.#body;
    for (let i = from; i < to; i++) {
      const line = this.#page.lines[i];
      if (line === undefined) break;
      const zone = this.#zoneOf(i);
      const rule = line.medium === null ? this.#ruleFor(line, zone) : this.#ruleForMedium(line);
      if (rule === null) this.#keep(line, zone);
      else if (rule === "rest") {
        this.#dropRest(i, "navigation/related");
        break;
      } else this.#drop(line, rule, zone);
    }
    return { kept: this.#kept, removed: this.#removed, bylines: this.#bylines };
  }

  #find(step: 1 | -1): number {
    const { from, to } = this.#body;
    for (let i = step === 1 ? from : to - 1; i >= from && i < to; i += step)
      if ((this.#scores.lines[i] ?? 0) > 0 && !this.#isCut(i)) return i;
    return step === 1 ? from : to - 1;
  }

  #isCut(index: number): boolean {
    const box = this.#page.lines[index]?.box;
    return box !== undefined && this.#cut.has(box);
  }

  #zoneOf(index: number): Removal["where"] {
    if (index <= Math.min(this.#firstProse, this.#body.from + HEAD_LINES)) return "head";
    return index >= Math.min(this.#lastProse - 2, this.#body.to - TAIL_LINES) && this.#isBehindMost(index)
      ? "tail"
      : "body";
  }

  /** True when most of the body's prose stands before the line. */
  #isBehindMost(index: number): boolean {
    const { prose } = this.#scores;
    const start = prose[this.#body.from] ?? 0;
    const all = (prose[this.#lastProse + 1] ?? 0) - start;
    return (prose[index] ?? 0) - start >= all * 0.6;
  }

  #ruleFor(line: Line, zone: Removal["where"]): string | null {
    const cut = this.#cut.get(line.box);
    if (cut !== undefined) return cut;
    if (this.#outside.has(line.box)) return "structure/aside";
    if (zone === "head" && this.#isTitle(line)) return "structure/title";
    if (isLabelledAd(line)) return "promotion/labelled-ad";
    const rule = matchRule(line.text, this.#zonesFor(line.index, zone));
    if (rule !== null) return rule.takes === "rest" ? "rest" : rule.id;
    // Teasers of other stories may outweigh a brief, so that its end is not where most of the prose is.
    if (zone === "body" && line.weight < SHORT_HEADING && this.#opensTeasers(line)) return "rest";
    if (zone !== "body" && isFieldLine(line, line.index < this.#firstProse) && !this.#isSigned(line))
      return zone === "head" ? "info/line" : "byline/end-line";
    if (zone === "head" && line.index < this.#firstProse && isBylineLine(line.text)) return "byline/line";
    if (line.linkLength > line.text.length * 0.8 && line.stops === 0 && line.item !== null && zone === "tail")
      return "structure/link-list";
    // A byline is repeated too where one person writes it all; it is cut off as a byline.
    return this.#isRepeated(line) && endByline(line.text) === null ? "memory/repeated" : null;
  }

  #ruleForMedium(line: Line): string | null {
    const cut = this.#cut.get(line.box);
    if (cut !== undefined) return cut;
    return this.#isRepeated(line) ? "memory/repeated" : null;
  }

  #zonesFor(index: number, zone: Removal["where"]): ReadonlySet<RuleZone> {
    if (index >= this.#footer) return FOOTER_ZONES;
    if (this.#isBehindMost(index)) return zone === "head" ? BOTH_ZONES : TAIL_ZONES;
    return zone === "head" ? HEAD_ZONES : MIDDLE_ZONES;
  }

  /** A heading of related stories (其他人也在看), and below it to the body's end one linked headline after another. */
  #opensTeasers(line: Line): boolean {
    if (matchRule(line.text, TAIL_ZONES)?.takes !== "rest") return false;
    const rest = this.#page.lines.slice(line.index + 1, this.#body.to).filter(({ text }) => text !== "");
    const linked = rest.filter(({ text, linkLength }) => linkLength > text.length * 0.8).length;
    return linked >= FEWEST_TEASERS && linked >= rest.length * TEASER_SHARE;
  }

  /** The day that an office sets below its name: part of a notice as much as the name is. */
  #isSigned(line: Line): boolean {
    const above = this.#kept.at(-1)?.line;
    return above !== undefined && above.index === line.index - 1 && isSignature(above, line);
  }

  #isTitle(line: Line): boolean {
    return (
      line === this.#title.line ||
      (line.text.length < 200 && keyOf(line.text) !== "" && keyOf(line.text) === keyOf(this.#title.text))
    );
  }

  #keep(line: Line, zone: Removal["where"]): void {
    const byline = zone === "tail" || line.index === this.#lastProse ? endByline(line.text) : null;
    if (byline === null) {
      this.#kept.push({ line, text: line.text });
      return;
    }
    this.#bylines.push(byline.inside);
    this.#removed.push({ rule: "byline/end", text: byline.raw, where: "tail" });
    const rest = line.text.slice(0, byline.start);
    if (rest.trim() !== "") this.#kept.push({ line, text: rest });
  }

  #drop(line: Line, rule: string, where: Removal["where"]): void {
    if (line.text === "") return;
    this.#removed.push({ rule, text: line.text, where });
  }

  #dropRest(from: number, rule: string): void {
    for (let i = from; i < this.#body.to; i++) {
      const line = this.#page.lines[i];
      if (line !== undefined) this.#drop(line, rule, "tail");
    }
  }

  /** Inner boxes that are made of links, that list other stories, or that hold what readers wrote. */
  #boxesToCut(): ReadonlyMap<Box, string> {
    const { box: root, from, to } = this.#body;
    const inner = this.#page.boxes.filter(
      (box) => box !== root && box.from >= from && box.to <= to && box.to > box.from,
    );
    const feed = feedItems(this.#page.lines, inner, this.#firstProse);
    const cut = new Map<Box, string>();
    for (const box of inner) {
      const outer = box.parent === null ? undefined : cut.get(box.parent);
      const rule = outer ?? (feed.has(box) ? "navigation/feed" : this.#ruleForBox(box));
      if (rule !== null) cut.set(box, rule);
    }
    return cut;
  }

  #ruleForBox(box: Box): string | null {
    if (box.from > this.#firstProse && opensComments(this.#page.lines, box)) return "navigation/comments";
    if (box.from > this.#firstProse && opensPressContact(this.#page.lines, box)) return "contact/press";
    const { sums, prose } = this.#scores;
    const sum = (sums[box.to] ?? 0) - (sums[box.from] ?? 0);
    const good = (prose[box.to] ?? 0) - (prose[box.from] ?? 0);
    // More cost than prose; before the lines are counted: hundreds of boxes may hold the same hundred thousand lines.
    if (sum >= 0 || good >= -sum) return null;
    let links = 0;
    let linked = 0;
    let length = 0;
    for (let i = box.from; i < box.to; i++) {
      const line = this.#page.lines[i];
      links += line?.links ?? 0;
      linked += line?.linkLength ?? 0;
      length += line?.text.length ?? 0;
    }
    return links >= 2 && linked > length * 0.5 ? "structure/aside" : null;
  }
}

const AD_LABEL = /^(?:广告|廣告|推广|推廣|赞助|贊助)/;

/** A link with a label of its own before it: 广告 and then the offer, parted only by an inline element. */
function isLabelledAd({ text, seams, links }: Line): boolean {
  return links > 0 && (AD_LABEL.exec(text)?.[0].length ?? -1) === seams[0];
}
