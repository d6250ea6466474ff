import type { SiteMemory } from "@caibian/parser";
import { expect, test } from "vitest";

import { MemorySender, MemoryShelf } from "./memory-parcels.ts";

const memory = (pages: number): SiteMemory => ({ v: 1, pages, layouts: [] });

test("a memory travels once, and is there whenever it is named", () => {
  const [sender, shelf] = [new MemorySender(), new MemoryShelf()];
  let whole = 0;
  for (let i = 0; i < 500; i++) {
    // The site of the day, and now and then another one.
    const pages = i % 3 === 0 ? i : 0;
    const parcel = sender.parcelOf({ name: `host:${pages}`, memory: memory(pages) });
    if (parcel.memory !== undefined) whole++;
    expect(shelf.unpack(parcel)?.pages).toBe(pages);
  }
  expect(sender.parcelOf({ name: "host:0", memory: memory(0) })).toEqual({ name: "host:0" });
  expect(whole).toBeLessThan(180);
});
