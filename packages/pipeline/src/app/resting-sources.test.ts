import { sourceSchema } from "@caibian/schema";
import { expect, test } from "vitest";

import { RestingSources } from "./resting-sources.ts";

const at = (time: string): number => Date.parse(`2026-06-08T${time}:00+08:00`);

test("a source rests outside of its hours, which is told once a night", () => {
  let now = at("22:30");
  const told: string[] = [];
  const resting = new RestingSources(
    (event) => void (event.kind === "warning" && told.push(event.text)),
    () => now,
  );
  const source = sourceSchema.parse({ id: "s", start: ["http://a.test/"], limits: { hours: "06:00-23:00" } });
  const rests = (time: string): boolean => {
    now = at(time);
    return resting.has(source);
  };

  expect(["22:30", "23:00", "23:30", "05:59"].map(rests)).toEqual([false, true, true, true]);
  expect(told).toHaveLength(1);
  expect([rests("06:00"), rests("23:00")]).toEqual([false, true]);
  expect(told).toHaveLength(2);
});

test("a source without hours never rests", () => {
  const source = sourceSchema.parse({ id: "s", start: ["http://a.test/"] });

  expect(new RestingSources(() => undefined).has(source)).toBe(false);
});
