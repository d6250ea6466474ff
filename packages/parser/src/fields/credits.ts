import type { Credit, CreditRole } from "@caibian/schema";

import type { HeadFacts, PageLines } from "../read/lines.ts";
import { bracketCredits, infoLineReporter, isBylineLine, parseByline } from "./bylines.ts";
import type { InfoLine, InfoZone } from "./info-zone.ts";
import type { LabelField } from "./labels.ts";
import { splitNames } from "./names.ts";

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
const SENTENCE_END = /[。！？!?]/;

/**
 * Who made the story, in the order that proved sure: labels, bylines cut off the body; and while no writer is known:
 * byline lines and brackets in the first and last paragraphs, an unlabelled name in the info line, the head.
 */
export function findCredits(
  zone: InfoZone,
  page: PageLines,
  bylines: readonly string[],
  body: readonly string[],
): Credit[] {
  const credits: Credit[] = [];
  const add = (more: readonly Credit[]): void => {
    for (const credit of more) addCredit(credits, credit);
  };
  const info = [...zone.head, ...zone.tail];
  for (const line of info) add(creditsOfLine(line));
  for (const byline of bylines) add(parseByline(byline));
  const edges = [...body.slice(0, EDGE_LINES), ...body.slice(EDGE_LINES).slice(-EDGE_LINES)];
  const fallbacks: readonly (() => readonly Credit[])[] = [
    () => info.flatMap(({ line }) => (isBylineLine(line.text) ? parseByline(line.text) : [])),
    () => edges.flatMap((text) => (isBylineLine(text) ? parseByline(text) : bracketCredits(text))),
    () =>
      zone.head.flatMap((info) => {
        const reporter = infoLineReporter(info.line.text);
        return reporter !== null && (info.line.weight < 30 || info.dates.length > 0) ? reporter : [];
      }),
    () => AUTHOR_IDS.flatMap((id) => authors(page.named.get(id) ?? "")),
    () => headCredits(page.head),
  ];
  for (const fallback of fallbacks) {
    if (credits.some(({ role }) => WRITERS.has(role))) break;
    add(fallback().filter(({ role }) => role !== "photographer"));
  }
  return credits;
}

function creditsOfLine(info: InfoLine): Credit[] {
  const credits: Credit[] = [];
  const isProse = info.line.weight > 60 && info.line.stops > 1;
  for (const label of info.labels) {
    const role = ROLES[label.field];
    if (role === undefined || label.value === "" || label.value.length > 60 || isProse) continue;
    // In an interview 记者： opens a question.
    if (SENTENCE_END.test(label.value)) continue;
    const dated = info.dates.find((date) => date.index > label.start && date.index < label.end);
    const value =
      dated === undefined ? label.value : info.line.text.slice(label.start + label.label.length + 1, dated.index);
    for (const name of splitNames(value)) credits.push({ role, name, org: null });
  }
  return credits;
}

/** Founder's comment and a platform's own author meta. Plain `author` metas are ids or editors too often. */
function headCredits(head: HeadFacts): Credit[] {
  const founder = /<author>([^<]{2,40})<\/author>/.exec(head.founder ?? "")?.[1];
  return authors(founder ?? head.metas.get("og:article:author")?.[0] ?? "");
}

function authors(value: string): Credit[] {
  return splitNames(value.replace(/^(?:作者|文|记者)\s*[:：/]\s*/, "")).map((name) => ({
    role: "author",
    name,
    org: null,
  }));
}

/** Adds a credit unless the same person has the same role. */
function addCredit(credits: Credit[], credit: Credit): void {
  if (!credits.some((known) => known.role === credit.role && known.name === credit.name)) credits.push(credit);
}
