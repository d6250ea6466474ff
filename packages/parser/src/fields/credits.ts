import type { Credit, CreditRole } from "@caibian/schema";

import { readCms } from "../cms/read-cms.ts";
import type { PageLines } from "../read/lines.ts";
import { bracketCredits, infoLineReporter, isBylineLine, parseByline, type Named } from "./bylines.ts";
import type { InfoLine, InfoZone } from "./info-zone.ts";
import type { LabelField } from "./labels.ts";
import { splitNames } from "./names.ts";
import { piecesOf } from "./pieces.ts";
import { editorRank, ROLE_WORD } from "./roles.ts";
import { looksLikePerson } from "./surnames.ts";

const ROLES: Partial<Record<LabelField, CreditRole>> = {
  author: "author",
  reporter: "reporter",
  correspondent: "correspondent",
  photographer: "photographer",
  editor: "editor",
  proofreader: "proofreader",
  reviewer: "reviewer",
  translator: "translator",
};

const WRITERS: ReadonlySet<CreditRole> = new Set(["author", "reporter", "correspondent"]);
const AUTHOR_IDS = ["author_baidu", "js_author_name", "author"] as const;
const EDGE_LINES = 3;
const LONGEST_BYLINE = 60;
const LONGEST_VALUE = 60;
const SENTENCE_END = /[。！？!?]/;

/** A credit, with where it was read. */
interface Sighting extends Named {
  /** `page`: around the story; `story`: in its own text, as the medium it was taken from printed it. */
  readonly from: "page" | "story";
}

/**
 * Who made the story, in the order that proved sure: labels, bylines cut off the body; and while no writer is known:
 * byline lines and brackets in the first and last paragraphs, an unlabelled name in the info line, byline lines
 * between, the head.
 */
export function findCredits(
  zone: InfoZone,
  page: PageLines,
  bylines: readonly string[],
  body: readonly string[],
): Credit[] {
  const seen: Sighting[] = [];
  const add = (more: readonly Named[], from: Sighting["from"]): void => {
    for (const credit of more) seen.push({ ...credit, from });
  };
  for (const info of zone.head) add(creditsOfLine(info), info.isStory ? "story" : "page");
  for (const info of zone.tail) add(creditsOfLine(info), info.isStory ? "story" : "page");
  for (const byline of bylines) add(parseByline(byline), "story");
  const edges = [...body.slice(0, EDGE_LINES), ...body.slice(EDGE_LINES).slice(-EDGE_LINES)];
  const signed = (): readonly Named[] =>
    edges.flatMap((text) => (isBylineLine(text) ? parseByline(text) : bracketCredits(text)));
  const known = withoutFilledIn(seen, signed);
  const fallbacks: readonly (() => readonly Named[])[] = [
    () => [...zone.head, ...zone.tail].flatMap(({ line }) => (isBylineLine(line.text) ? parseByline(line.text) : [])),
    () => signed().filter(({ word, name }) => word !== "" || !isEditor(known, name)),
    () => zone.head.flatMap(infoReporters),
    () => body.flatMap((text) => (text.length <= LONGEST_BYLINE && isBylineLine(text) ? parseByline(text) : [])),
    () => AUTHOR_IDS.flatMap((id) => authors(page.named.get(id) ?? "")),
    () => hiddenCredits(page, zone),
  ];
  for (const fallback of fallbacks) {
    if (known.some(({ role }) => WRITERS.has(role))) break;
    for (const credit of fallback()) if (credit.role !== "photographer") known.push({ ...credit, from: "story" });
  }
  return distinct(ofFirstRank(known));
}

function creditsOfLine(info: InfoLine): Named[] {
  const credits: Named[] = [];
  const isProse = info.line.weight > 60 && info.line.stops > 1;
  for (const { field, label, value, start, end } of info.labels) {
    const role = ROLES[field];
    if (role === undefined || value === "" || value.length > LONGEST_VALUE || isProse) continue;
    // In an interview 记者： opens a question.
    if (SENTENCE_END.test(value)) continue;
    const dated = info.dates.find((date) => date.index > start && date.index < end);
    const names = dated === undefined ? value : info.line.text.slice(start + label.length + 1, dated.index);
    // 作者：半月谈记者谭某王某某: the role nearest to the names is theirs.
    if (value.search(ROLE_WORD) !== -1) credits.push(...parseByline(names, role, label));
    else for (const name of splitNames(names)) credits.push({ role, name, org: null, word: label });
  }
  return credits;
}

/** A reporter, or a bare name, in the line that carries the date or the source: `来源： 某某网   陈某`. */
function infoReporters(info: InfoLine): Named[] {
  const isInfo = info.dates.length > 0 || info.labels.some(({ field }) => field === "source");
  if (info.line.weight >= 30 && !isInfo) return [];
  const reporter = infoLineReporter(info.line.text);
  if (reporter !== null) return [reporter];
  if (!isInfo || info.line.stops > 1 || info.isStory) return [];
  return piecesOf(info).flatMap((piece) =>
    looksLikePerson(piece) ? [{ role: "author" as const, name: piece, org: null, word: "" }] : [],
  );
}

/**
 * Some CMSs fill in the editor as the author. Where the story itself is signed by somebody else, the label that
 * repeats the editor's name is no author.
 */
function withoutFilledIn(seen: readonly Sighting[], signed: () => readonly Named[]): Sighting[] {
  const isFilledIn = ({ role, name, from }: Sighting): boolean =>
    role === "author" && from === "page" && isEditor(seen, name);
  if (!seen.some(isFilledIn)) return [...seen];
  const others = [...seen, ...signed()].filter(
    ({ role, name, word }) => WRITERS.has(role) && word !== "" && !isEditor(seen, name),
  );
  return others.length === 0 ? [...seen] : seen.filter((credit) => !isFilledIn(credit));
}

function isEditor(credits: readonly Named[], name: string): boolean {
  return credits.some((credit) => credit.role === "editor" && credit.name === name);
}

/**
 * 责任编辑 of the page outranks the editors that a reprinted story names itself, and both outrank 主编. Two editors of
 * one place stay.
 */
function ofFirstRank(credits: readonly Sighting[]): Sighting[] {
  const editors = credits.filter(({ role }) => role === "editor");
  const answers = editors.some(({ word, from }) => from === "page" && editorRank(word) === 0);
  const isNamed = editors.some(({ word }) => editorRank(word) < 2);
  return credits.filter(({ role, word, from }) => {
    if (role !== "editor") return true;
    const rank = editorRank(word);
    return !(answers && rank > 0 && from === "story") && !(isNamed && rank === 2);
  });
}

/**
 * The author that the page's system keeps, and a platform's own meta. Plain `author` metas are ids or editors too
 * often, and so is a hidden author where the page prints its source and leaves the author out.
 */
function hiddenCredits(page: PageLines, zone: InfoZone): Named[] {
  const isPrinted = zone.head.some(({ labels }) => labels.some(({ field }) => field === "source"));
  const known = isPrinted ? undefined : readCms(page).of("author")[0];
  return authors(known ?? page.head.metas.get("og:article:author")?.[0] ?? "");
}

function authors(value: string): Named[] {
  return splitNames(value.replace(/^(?:作者|文|记者)\s*[:：/]\s*/, "")).map((name) => ({
    role: "author",
    name,
    org: null,
    word: "作者",
  }));
}

/** One credit a person and role, in the order of sight. */
function distinct(credits: readonly Sighting[]): Credit[] {
  const found: Credit[] = [];
  for (const { role, name, org } of credits)
    if (!found.some((known) => known.role === role && known.name === name)) found.push({ role, name, org });
  return found;
}
