import { expect, test } from "vitest";

import { findStory, type FoundStory } from "./find-story.ts";
import type { ParseOptions } from "./result.ts";
import { readLines } from "./read/read-lines.ts";

const FIRST = "柳河县的果园里一片忙碌，果农们抢抓农时修剪枝条。";
const SECOND = "据介绍，今年全县计划改造老果园三千亩，引进新品种六个。";
const TEASER = "邻县的桃花开了，游客一早就来了。";

function storyOf(inside: string, options: Pick<ParseOptions, "profile"> = {}): FoundStory {
  const read = readLines(`<title>果园忙碌</title><body>${inside}</body>`);
  if (!read.ok) throw new Error(read.error.message);
  return findStory(read.page, options);
}

function keptOf({ ruled }: FoundStory): readonly string[] {
  return (ruled?.stripped.kept ?? []).map(({ text }) => text);
}

test("the headline parts teasers above it from the story", () => {
  const story = storyOf(`<div><p>${TEASER}</p><h1>果园忙碌</h1><p>${FIRST}</p><p>${SECOND}</p></div>`);

  expect(story.title.text).toBe("果园忙碌");
  expect(keptOf(story)).toEqual([FIRST, SECOND]);
});

test("a profile's selectors come before what the page looks like", () => {
  const html = `<h1>果园忙碌</h1><div class="t">老果园改造</div><div id="a"><p>${FIRST}</p><p>${SECOND}</p></div><div id="b"><p>${TEASER}</p></div>`;
  const story = storyOf(html, { profile: { body: "#b", title: ".t" } });

  expect(story.title.text).toBe("老果园改造");
  expect(keptOf(story)).toEqual([TEASER]);
});

test("a page of links has a headline and no body", () => {
  const story = storyOf(`<h1>果园忙碌</h1><ul><li><a href="/1">邻县桃花开了</a></li></ul>`);

  expect(story.title.text).toBe("果园忙碌");
  expect(story.ruled).toBeNull();
});
