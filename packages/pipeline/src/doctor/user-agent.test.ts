import { USER_AGENT } from "@caibian/schema";
import { expect, test } from "vitest";

import { hasContact } from "./user-agent.ts";

test("a URL or a mail address is a contact, a name alone is none", () => {
  expect([USER_AGENT, "news/1.0 (+http://bot.example.cn/about)", "news/1.0 (bot@example.cn)"].every(hasContact)).toBe(
    true,
  );
  expect(
    ["news/1.0", "Mozilla/5.0 (compatible; news)", "news/1.0 (+http://localhost/)", "news @ home"].some(hasContact),
  ).toBe(false);
});
