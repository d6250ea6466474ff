import type { PageKind, Sample, Survey, SurveyedSection } from "@caibian/scraper";

import { clip, table } from "../output/table.ts";

const KIND_NAMES: Readonly<Record<PageKind, string>> = {
  list: "list",
  front: "front page",
  article: "article",
  feed: "feed",
  sitemap: "sitemap",
  api: "JSON list",
  shell: "page of scripts",
  unknown: "page",
};

/** What kind of site it is, in one line. */
export function siteLine(survey: Survey): string {
  const parts = [
    survey.siteName ?? "A site without a name",
    KIND_NAMES[survey.kind],
    survey.cms === null ? "no known system" : survey.cms.name,
    ...(survey.fetcher === "rendered" ? ["rendered by a browser"] : []),
    ...(survey.crawlDelayMs === null ? [] : [`robots.txt asks for ${survey.crawlDelayMs / 1000} s between requests`]),
    `${survey.requests} requests`,
  ];
  return parts.map((part) => clip(part, 60)).join(" · ");
}

/** The sections with their numbers; those taken are marked. */
export function sectionTable(sections: readonly SurveyedSection[], chosen: readonly SurveyedSection[]): string {
  const rows = sections.map((section, index) => [
    `${chosen.includes(section) ? "*" : " "}${index + 1}`,
    section.name === "" ? "-" : section.name,
    KIND_NAMES[section.kind],
    section.stories.length,
    section.newest?.slice(0, 10) ?? "-",
    section.url,
  ]);
  return table(["", "section", "kind", "stories", "newest", "url"], rows, { maxColumn: 90 });
}

/** The articles that would be collected: as they came out of the parser. */
export function sampleTable(samples: readonly Sample[]): string {
  const rows = samples.map(({ url, listTitle, article }) => [
    article?.publishedAt?.slice(0, 16).replace("T", " ") ?? "-",
    article === null ? `? ${listTitle}` : article.title,
    article?.source?.name ?? "-",
    article === null ? "no record" : article.status === "usable" ? "ok" : article.quality.flags.join(", "),
    url,
  ]);
  return table(["published", "title", "source", "", "url"], rows, { maxColumn: 60 });
}
