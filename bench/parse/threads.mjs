// One thread of the parse benchmark: on a message it works for some milliseconds and says how much it did.
import { parentPort, workerData } from "node:worker_threads";
import { parse } from "@caibian/parser";

/** A loop of integer work: what this machine gives a thread that touches no memory. */
function spin() {
  let hash = 0x811c9dc5;
  for (let i = 0; i < 1_000_000; i++) hash = Math.imul(hash ^ (i & 255), 0x01000193);
  return hash;
}

let next = 0;
function parseNext() {
  const page = workerData.pages[next++ % workerData.pages.length];
  return parse(page.bytes, { url: page.url });
}

parentPort?.on("message", ({ work, ms }) => {
  const job = work === "spin" ? spin : parseNext;
  const started = performance.now();
  let done = 0;
  while (performance.now() - started < ms) {
    job();
    done++;
  }
  parentPort?.postMessage(done / (performance.now() - started));
});
