import type { Article } from "@caibian/schema";
import { expect, test } from "vitest";

import { FindingsTally } from "./findings-tally.ts";

/** Only what a tally looks at. */
function reading(id: string, status: Article["status"], title: string): Article {
  return {
    id,
    url: `http://a.test/${id}`,
    revision: 3,
    contentHash: `sha256:${title}`,
    status,
    title,
    text: "",
  } as Article;
}

test("counts what would change and hands it on; what stays is only counted", () => {
  const tally = new FindingsTally();
  const good = reading("1", "usable", "甲");
  const doubted = reading("2", "quarantined", "乙");

  const kept = [
    tally.take({ kind: "article", before: good, article: good }),
    tally.take({ kind: "article", before: good, article: reading("1", "usable", "甲甲") }),
    tally.take({ kind: "article", before: good, article: reading("1", "quarantined", "?") }),
    tally.take({ kind: "article", before: doubted, article: { ...doubted, status: "usable" } }),
    tally.take({ kind: "refused", before: good, code: "E_EMPTY", message: "no text" }),
    tally.take({ kind: "unreadable", before: good, code: "E_WARC_RECORD", message: "gone" }),
    tally.take({ kind: "erased", before: good }),
  ];

  expect(kept.map((one) => one?.article.title ?? null)).toEqual([null, "甲甲", null, "乙", null, null, null]);
  expect(kept[1]?.before).toEqual({ revision: 3, contentHash: "sha256:甲" });
  expect(tally.findings(9, 1)).toMatchObject({
    articles: 9,
    read: 7,
    changed: 2,
    cleared: 1,
    doubtful: 2,
    erased: 1,
    unreadable: 1,
    fields: { title: 1, status: 1 },
    samples: [{ id: "1", differences: [{ field: "title", before: "甲", after: "甲甲" }] }, { id: "2" }],
    failures: [{ code: "E_EMPTY" }, { code: "E_WARC_RECORD" }],
  });
});
