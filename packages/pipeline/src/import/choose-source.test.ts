import { sourceSchema, type Source } from "@caibian/schema";
import { expect, test } from "vitest";

import { chooseSource } from "./choose-source.ts";

function source(id: string, ...start: readonly string[]): Source {
  return sourceSchema.parse({ id, start });
}

const SOURCES = [
  source("news", "https://www.a.test/xwzx/index.html"),
  source("notices", "https://www.a.test/zwgk/tzgg/", "https://www.a.test/zwgk/ggl/"),
  source("port", "https://www.a.test:8443/"),
];

test.each([
  ["https://www.a.test/xwzx/2024/1.html", "news"],
  ["https://www.a.test/zwgk/ggl/2024/1.html", "notices"],
  ["https://www.a.test/zwgk/1.html", "notices"],
  ["https://www.a.test/", "news"],
  ["http://www.a.test/xwzx/1.html", "news"],
  ["https://www.a.test:8443/xwzx/1.html", "port"],
  ["https://m.a.test/xwzx/1.html", undefined],
])("%s belongs to %s", (url, id) => {
  expect(chooseSource(url, SOURCES)?.id).toBe(id);
});
