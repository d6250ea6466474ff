import type { ArticleRegion, ArticleSite, Dateline } from "@caibian/schema";

import { codesUp, divisionOf, pathOf } from "../region/divisions.ts";
import { findPlaces } from "../region/find-places.ts";
import { OUTLETS } from "../region/outlets.ts";
import { regionOfHost } from "../region/portal-hosts.ts";
import { regionOfSite } from "../region/site-code.ts";
import { simplifyNames } from "../region/traditional.ts";
import { choosePlace, type Vote } from "../region/vote.ts";

/** What may speak for the region. The ICP number's province and the police number alone are no evidence. */
export interface RegionEvidence {
  readonly sourceName: string | null;
  readonly title: string;
  readonly dateline: Dateline | null;
  /** First paragraph, dateline included. */
  readonly lead: string;
  /** The whole text: its first places help to tell which of several is meant. */
  readonly text: string;
  /** BCP 47. */
  readonly language: string;
  /** GB/T 2260 code that the Source declares, or null. */
  readonly declared: string | null;
  readonly site: ArticleSite;
}

/** How far one piece of evidence is trusted by itself, 0 to 1 (DOMAIN 4.4). */
const WEIGHT = {
  source: 0.85,
  sourceProvince: 0.55,
  title: 0.7,
  lead: 0.45,
  laterInLead: 0.25,
  body: 0.2,
  dateline: 0.35,
  datelineCapital: 0.15,
  declared: 0.6,
  siteCode: 0.5,
  siteCodeConfirmed: 0.6,
  siteName: 0.4,
  host: 0.35,
} as const;
const LEAD = 240;
const BODY = 300;
const LISTED = /^(?:、|和|与|及|以及)$/;
/** What local accounts put before the name of their place: 掌上绥德, 云上恩施. */
const ACCOUNT_PREFIX = /^(?:掌上|云上|今日|魅力|智慧|无线|视听|清风|清廉|健康|文明|活力|美丽|微)/;
/** Papers of all the country that are named after their seat. */
const NATIONAL = /^(?:上海证券报|北京商报|北京时间|香港文汇)/;

/** Where the story happens: what source, title, lead, dateline and site say together. Null without evidence. */
export function findRegion(page: RegionEvidence): ArticleRegion | null {
  // 湖北市 of a Japanese page is no place of the table.
  if (page.language === "ja" || page.language === "ko") return unknownCode(page.declared);
  const evidence = page.language === "zh-Hant" ? simplified(page) : page;
  const votes = [...sourceVotes(evidence.sourceName), ...textVotes(evidence), ...publisherVotes(evidence)];
  const choice = choosePlace(votes);
  if (choice === null) return unknownCode(evidence.declared);
  const { code, zone, basis, confidence } = choice;
  return { code, name: divisionOf(code)?.name ?? code, zone, path: pathOf(code), basis, confidence };
}

function sourceVotes(name: string | null): Vote[] {
  if (name === null) return [];
  // 163 and others add the seat: 中国广播网(北京).
  const bare = name.replace(/[（(][^（）()]*[)）]$/, "").replace(ACCOUNT_PREFIX, "");
  const outlet = OUTLETS.get(bare.split(/[—－\-·\s]/, 1)[0] ?? bare);
  if (outlet !== undefined) return [{ basis: "source", weight: WEIGHT.sourceProvince, codes: [outlet], zone: null }];
  if (NATIONAL.test(bare)) return [];
  return findPlaces(bare, "slot")
    .slice(0, 2)
    .map(({ codes, zone }, i) => {
      const isProvince = codes.every((code) => divisionOf(code)?.level === 1);
      return { basis: "source", weight: (isProvince ? WEIGHT.sourceProvince : WEIGHT.source) / (i + 1), codes, zone };
    });
}

/** The tables are in simplified characters. */
function simplified(page: RegionEvidence): RegionEvidence {
  const { sourceName, title, lead, text, dateline } = page;
  return {
    ...page,
    sourceName: sourceName === null ? null : simplifyNames(sourceName),
    title: simplifyNames(title),
    lead: simplifyNames(lead.slice(0, LEAD * 2)),
    text: simplifyNames(text.slice(0, LEAD * 2 + BODY)),
    dateline:
      dateline === null
        ? null
        : { ...dateline, place: dateline.place && simplifyNames(dateline.place), raw: simplifyNames(dateline.raw) },
  };
}

function textVotes({ title, lead, dateline, text }: RegionEvidence): Vote[] {
  const votes: Vote[] = [];
  for (const { codes, zone } of findPlaces(title, "headline"))
    votes.push({ basis: "title", weight: WEIGHT.title, codes, zone });
  const place = dateline?.place ?? null;
  if (place !== null) {
    const [first] = findPlaces(place, "slot");
    // National news is filed from the capital.
    const weight = place === "北京" ? WEIGHT.datelineCapital : WEIGHT.dateline;
    if (first !== undefined) votes.push({ basis: "dateline", weight, codes: first.codes, zone: first.zone });
  }
  // The dateline is where it was filed from: it is not to be counted as the lead's place again.
  const from = dateline !== null && lead.startsWith(dateline.raw) ? dateline.raw.length : 0;
  let weight: number = WEIGHT.lead;
  let last: number | null = null;
  for (const { codes, zone, at, to } of findPlaces(lead, "prose", from, from + LEAD)) {
    // 北京、天津、河北: none of a list is meant more than the others.
    if (last !== null && !LISTED.test(lead.slice(last, at))) weight = WEIGHT.laterInLead;
    votes.push({ basis: "lead", weight, codes, zone });
    last = to;
  }
  for (const { codes, zone } of findPlaces(text, "prose", from + LEAD, from + LEAD + BODY))
    votes.push({ basis: "body", weight: WEIGHT.body, codes, zone });
  return votes;
}

/** Who publishes: one witness with several papers, so that only the best of them counts in full. */
function publisherVotes({ declared, site }: RegionEvidence): Vote[] {
  const votes: Vote[] = [];
  if (declared !== null && divisionOf(declared) !== null)
    votes.push({ basis: "profile", weight: WEIGHT.declared, codes: [declared], zone: null });
  const [named] = site.name === null ? [] : findPlaces(site.name, "slot");
  const coded = regionOfSite(site.siteCode, site.police);
  const isContradicted =
    coded !== null && named !== undefined && !named.codes.some((code) => code.slice(0, 2) === coded.code.slice(0, 2));
  // A copied template: neither its number nor its name is to be believed.
  if (!isContradicted) {
    if (coded !== null) {
      const weight = coded.isConfirmed ? WEIGHT.siteCodeConfirmed : WEIGHT.siteCode;
      votes.push({ basis: "site-code", weight, codes: [coded.code], zone: null });
    }
    if (named !== undefined)
      votes.push({ basis: "site", weight: WEIGHT.siteName, codes: named.codes, zone: named.zone });
  }
  const hosted = regionOfHost(site.host);
  if (hosted !== null) votes.push({ basis: "host", weight: WEIGHT.host, codes: [hosted], zone: null });
  return votes.sort((a, b) => b.weight - a.weight).map((vote, i) => ({ ...vote, weight: vote.weight / (i + 1) }));
}

/** A declared code that no table has: it is kept as it is, since a person wrote it. */
function unknownCode(declared: string | null): ArticleRegion | null {
  if (declared === null) return null;
  const parent = codesUp(declared).find((code) => divisionOf(code) !== null);
  const path = parent === undefined ? [] : pathOf(parent);
  return { code: declared, name: path.at(-1) ?? declared, zone: null, path, basis: ["profile"], confidence: 0.5 };
}
