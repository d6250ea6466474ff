import fc from "fast-check";
import { expect, test } from "vitest";

import { BodyMemory, type MemoryHolder } from "./body-memory.ts";
import { BodySink } from "./body-sink.ts";

const nobody: MemoryHolder = { resume: () => undefined, evict: () => undefined };
const limits = { maxBytes: 2_000_000, cut: false, url: "http://a.test/" };
const sinkOf = (declared: number | null, more: Partial<typeof limits> = {}): BodySink =>
  new BodySink({ ...limits, ...more }, declared, new BodyMemory(1_000_000), nobody);

test("gives back what came in, however it was cut into chunks and whatever length was declared", () => {
  const chunks = fc.array(
    fc.oneof(
      fc.uint8Array({ maxLength: 50 }),
      fc.nat(300_000).map((n) => new Uint8Array(n).fill(n)),
    ),
    {
      maxLength: 6,
    },
  );
  fc.assert(
    fc.property(chunks, fc.option(fc.nat(1_000_000)), (parts, declared) => {
      const sink = sinkOf(declared);
      for (const part of parts) sink.write(part);

      expect(Buffer.compare(sink.join(), Buffer.concat(parts))).toBe(0);
    }),
    { numRuns: 60 },
  );
});

test("two bodies that come at once do not share a byte", () => {
  const memory = new BodyMemory(10_000_000);
  const bodies = [1, 2, 3].map((n) => {
    const sink = new BodySink(limits, null, memory, nobody);
    for (let at = 0; at < 6; at++) sink.write(Buffer.alloc(200_000, n));
    return sink.join();
  });

  for (const [index, body] of bodies.entries()) expect(new Set(body)).toEqual(new Set([index + 1]));
});

test("keeps nothing of a chunk's own buffer", () => {
  const chunk = Buffer.from("half");
  const sink = sinkOf(null);

  sink.write(chunk);
  chunk.fill(0);

  expect(Buffer.from(sink.join()).toString()).toBe("half");
});

test("a cut body is full at its bound", () => {
  const sink = sinkOf(null, { maxBytes: 3, cut: true });

  expect([sink.write(Buffer.from("ab")), sink.write(Buffer.from("cd"))]).toEqual(["more", "full"]);
  expect(Buffer.from(sink.join()).toString()).toBe("abc");
});
