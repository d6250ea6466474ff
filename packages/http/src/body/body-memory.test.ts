import { expect, test, vi } from "vitest";

import { BodyMemory, SEGMENT_BYTES, type MemoryHolder } from "./body-memory.ts";

const holder = (): MemoryHolder & { readonly told: string[] } => {
  const told: string[] = [];
  return { told, resume: () => void told.push("resume"), evict: () => void told.push("evict") };
};
const KB = 1024;

test("small bodies never wait", () => {
  const memory = new BodyMemory(0);

  expect(memory.share(holder()).grow(128 * KB)).toBe(true);
  expect(memory.share(holder()).grow(128 * KB)).toBe(true);
});

test("past the limit only the oldest large body goes on; the next resumes when it ends", async () => {
  const memory = new BodyMemory(400 * KB);
  const [first, second] = [holder(), holder()];
  const [oldest, next] = [memory.share(first), memory.share(second)];

  expect([oldest.grow(200 * KB), next.grow(200 * KB)]).toEqual([true, true]);
  expect([oldest.grow(200 * KB), next.grow(200 * KB)]).toEqual([true, false]);
  oldest.close();
  oldest.close();

  await vi.waitFor(() => expect(second.told).toEqual(["resume"]));
  expect(next.grow(200 * KB)).toBe(true);
  expect(first.told).toEqual([]);
});

test("a body that stalls is ended while another waits, and only then", () => {
  vi.useFakeTimers();
  const memory = new BodyMemory(200 * KB);
  const [slow, patient] = [holder(), holder()];
  const stalling = memory.share(slow);
  stalling.grow(200 * KB);
  vi.advanceTimersByTime(5000);
  expect(slow.told).toEqual([]);

  memory.share(patient).grow(200 * KB);
  stalling.arrived(100 * KB);
  vi.advanceTimersByTime(600);
  expect(slow.told).toEqual([]);
  vi.advanceTimersByTime(600);

  expect(slow.told).toEqual(["evict"]);
  expect(patient.told).toEqual([]);
  vi.useRealTimers();
});

test("large segments are lent again", () => {
  const share = new BodyMemory(0).share(holder());
  const segment = share.segment(SEGMENT_BYTES * 2);

  share.giveBack([segment, new Uint8Array(5)]);

  expect(segment).toHaveLength(SEGMENT_BYTES);
  expect(share.segment(SEGMENT_BYTES)).toBe(segment);
  expect(share.segment(100)).toHaveLength(100);
});
