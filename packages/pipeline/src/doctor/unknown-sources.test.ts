import { configSchema } from "@caibian/schema";
import { expect, test } from "vitest";

import { unknownSources } from "./unknown-sources.ts";

const config = configSchema.parse({ sources: [{ id: "snd", start: ["https://a.example.cn/"] }] });

test("names the sources that a store selects and the config does not have", () => {
  expect(unknownSources({ select: { source: ["snd", "sdn"] } }, config)).toEqual(["sdn"]);
});

test("has nothing to say of a store that takes all, or asks for regions alone", () => {
  expect(unknownSources({}, config)).toEqual([]);
  expect(unknownSources({ select: { region: ["32"] } }, config)).toEqual([]);
});
