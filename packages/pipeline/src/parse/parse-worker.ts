// One thread of the parse pool: a ParseJob in, its result out.
import { parentPort } from "node:worker_threads";

import { MemoryShelf, type MemoryParcel } from "./memory-parcels.ts";
import type { ParseJob } from "./parse-job.ts";
import { runParseJob } from "./run-parse-job.ts";

interface Message {
  readonly id: number;
  readonly job: Omit<ParseJob, "memory">;
  readonly parcel: MemoryParcel | null;
}

const shelf = new MemoryShelf();

parentPort?.on("message", ({ id, job, parcel }: Message) => {
  const memory = parcel === null ? undefined : shelf.unpack(parcel);
  parentPort?.postMessage({ id, done: runParseJob(job, memory) });
});
