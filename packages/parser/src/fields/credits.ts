import type { Credit, CreditRole } from "@caibian/schema";

import type { HeadFacts } from "../read/lines.ts";
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

/** Credits that labels name, in page order. */
export function labelledCredits(zone: InfoZone): Credit[] {
  const credits: Credit[] = [];
  for (const info of [...zone.head, ...zone.tail]) for (const credit of creditsOfLine(info)) addCredit(credits, credit);
  return credits;
}

function creditsOfLine(info: InfoLine): Credit[] {
  const credits: Credit[] = [];
  const isProse = info.line.weight > 60 && info.line.stops > 1;
  for (const label of info.labels) {
    const role = ROLES[label.field];
    if (role === undefined || label.value === "" || label.value.length > 60 || isProse) continue;
    const dated = info.dates.find((date) => date.index > label.start && date.index < label.end);
    const value =
      dated === undefined ? label.value : info.line.text.slice(label.start + label.label.length + 1, dated.index);
    for (const name of splitNames(value)) credits.push({ role, name, org: null });
  }
  return credits;
}

/** Founder's comment and metas name authors where the page shows none. */
export function headCredits(head: HeadFacts): Credit[] {
  const founder = /<author>([^<]{2,40})<\/author>/.exec(head.founder ?? "")?.[1] ?? "";
  return splitNames(founder).map((name) => ({ role: "author", name, org: null }));
}

/** Adds a credit unless the same person has the same role. */
export function addCredit(credits: Credit[], credit: Credit): void {
  if (!credits.some((known) => known.role === credit.role && known.name === credit.name)) credits.push(credit);
}
