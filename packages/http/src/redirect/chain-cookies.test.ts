import fc from "fast-check";
import { expect, test } from "vitest";

import { ChainCookies } from "./chain-cookies.ts";

const HEADER = /^[!-~]+(?:; [!-~]+)*$/;

test("sends to the origin that set it what was set last", () => {
  const cookies = new ChainCookies();

  cookies.take("http://a.test", ["id=1; Path=/; HttpOnly", "way=left", "id=2", "no equals sign", "bad name=x"]);

  expect(cookies.headerFor("http://a.test")).toBe("id=2; way=left");
  expect(cookies.headerFor("http://b.test")).toBeNull();
  expect(cookies.headerFor("https://a.test")).toBeNull();
});

test("is bounded in number and size", () => {
  const cookies = new ChainCookies();
  cookies.take(
    "http://a.test",
    Array.from({ length: 100 }, (_, n) => `c${n}=v`),
  );
  cookies.take("http://b.test", [`big=${"x".repeat(5000)}`]);

  expect(cookies.headerFor("http://a.test")?.split("; ")).toHaveLength(16);
  expect(cookies.headerFor("http://b.test")).toBeNull();
});

test("makes a header of printable ASCII, or none, whatever is set", () => {
  fc.assert(
    fc.property(
      fc.array(
        fc.oneof(
          fc.string(),
          fc.string({ unit: "binary" }).map((text) => `a=${text}`),
        ),
      ),
      (lines) => {
        const cookies = new ChainCookies();
        cookies.take("o", lines);

        expect(cookies.headerFor("o") ?? "none").toMatch(HEADER);
      },
    ),
  );
});
