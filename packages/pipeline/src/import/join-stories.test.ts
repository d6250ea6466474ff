import type { ReadPage } from "@caibian/scraper";
import { expect, test } from "vitest";

import { StoryJoiner, type ArchivedStory } from "./join-stories.ts";

const ROOT = "http://a.test/n";

/** Page `part` of `parts` of a story, with its pager. */
function page(name: string, part = 1, parts = 1): ReadPage {
  const urlOf = (n: number): string => (n === 1 ? `${ROOT}/t${name}.html` : `${ROOT}/t${name}_${n}.html`);
  const numbers = Array.from({ length: parts }, (_, i) => i + 1);
  const links = numbers.map((n) => (n === part ? `<b>${n}</b>` : `<a href="${urlOf(n)}">${n}</a>`));
  const pager = parts > 1 ? `<div class="pages">${links.join(" ")}</div>` : "";
  const html = `<html><body><h1>镇里修路</h1><div><p>第${part}页的正文，写得不短不长。</p></div>${pager}</body></html>`;
  const url = urlOf(part);
  return {
    url,
    finalUrl: url,
    status: 200,
    headers: { "content-type": "text/html; charset=utf-8" },
    bytes: Buffer.from(html),
    fetchedAt: "2024-05-06T07:08:09+08:00",
  };
}

function join(pages: readonly ReadPage[]): { readonly stories: readonly string[]; readonly strays: number } {
  const joiner = new StoryJoiner();
  const stories = [...pages.flatMap((one) => [...joiner.take(one)]), ...joiner.rest()];
  return { stories: stories.map(nameOf), strays: joiner.strays };
}

function nameOf({ first, parts, missing }: ArchivedStory): string {
  const names = [first, ...parts].map(({ url }) => url.slice(ROOT.length + 2, -".html".length));
  return names.join("+") + (missing === null ? "" : "+?");
}

test("a page without a pager is a story at once", () => {
  expect([...new StoryJoiner().take(page("1"))].map(nameOf)).toEqual(["1"]);
});

test.each([
  ["in order", [page("2", 1, 3), page("2", 2, 3), page("2", 3, 3)]],
  ["backwards", [page("2", 3, 3), page("2", 2, 3), page("2", 1, 3)]],
  ["the first in the middle", [page("2", 2, 3), page("2", 1, 3), page("2", 3, 3)]],
])("pages of one story come together: %s, with others between", (_, pages) => {
  const between = pages.flatMap((one, i) => [one, page(`9${i}`)]);

  expect(join(between).stories.toSorted()).toEqual(["2+2_2+2_3", "90", "91", "92"]);
});

test("a part that is not there leaves the story incomplete; parts without a story are strays", () => {
  expect(join([page("3", 1, 3), page("3", 2, 3)])).toEqual({ stories: ["3+3_2+?"], strays: 0 });
  expect(join([page("4", 2, 3), page("5")])).toEqual({ stories: ["5"], strays: 1 });
});

test("no more than two hundred wait: the one that waits longest is let go", () => {
  const joiner = new StoryJoiner();
  const gone: string[] = [];

  for (let n = 1000; n < 1300; n++) gone.push(...[...joiner.take(page(String(n), 1, 2))].map(nameOf));

  expect(gone).toHaveLength(100);
  expect(gone[0]).toBe("1000+?");
  expect([...joiner.rest()]).toHaveLength(200);
});
