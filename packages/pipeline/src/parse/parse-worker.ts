// One thread of the parse pool: a ParseJob in, its result out.
import { parentPort } from "node:worker_threads";

import type { ParseJob } from "./parse-job.ts";
import { runParseJob } from "./run-parse-job.ts";

parentPort?.on("message", (message: { readonly id: number; readonly job: ParseJob }) => {
  parentPort?.postMessage({ id: message.id, done: runParseJob(message.job) });
});
