import { expect, test } from "vitest";

import { readSiteArguments } from "./site-arguments.ts";
import { spawnSite } from "./spawn-site.ts";
import { startSite } from "./start-site.ts";

const words = (expected: unknown): unknown => (expected as { readonly paragraphs: unknown }).paragraphs;

test("a site of its own process shows the same stories, takes commands and ends with its stdin", async () => {
  const here = await startSite({ seed: 4, articles: 14 });
  const there = await spawnSite({ seed: 4, articles: 14 });

  expect(words(await there.ask({ do: "expected", id: "CB-000003" }))).toEqual(here.expectedOf("CB-000003").paragraphs);
  expect((await fetch(there.hosts[0]!.start)).status).toBe(200);
  const [changed, added] = await Promise.all([there.ask({ do: "change", id: "CB-000003" }), there.ask({ do: "add" })]);
  expect([changed, added]).toMatchObject([{ id: "CB-000003", revision: 2 }, { id: "CB-000015" }]);
  expect(await there.ask({ do: "served" })).toHaveLength(2);
  await expect(there.ask({ do: "change", id: "CB-999999" })).rejects.toThrow("Expected the id of a story");

  await there.close();
  await expect(fetch(there.hosts[0]!.start)).rejects.toThrow("fetch failed");
  await here.close();
});

test("arguments are whole numbers", () => {
  expect(readSiteArguments(["--seed", "3", "--delay-ms", "20"])).toEqual({ seed: 3, delayMs: 20 });
  expect(() => readSiteArguments(["--articles", "many"])).toThrow("whole number for articles");
});
