import pg from "pg";

import { openQueue } from "../open-queue.ts";
import type { WorkerAddress } from "./queue.test-suite.ts";

// A worker that takes ten jobs, holds them, says so, and waits to be killed.
const { address, prefix } = JSON.parse(process.argv[2] ?? "") as { address: WorkerAddress; prefix: string };
const pool = (url: string): pg.Pool => new pg.Pool({ connectionString: url, options: "-c search_path=bullmq" });
const engine = address.kind === "redis" ? address : { kind: "postgres" as const, pool: pool(address.url) };
const queue = await openQueue({ engine, prefix, stalledMs: 500 });
let held = 0;
await queue.work(
  "deliver",
  () => {
    console.log(`holds ${String(++held)}`);
    return new Promise(() => undefined);
  },
  { concurrency: 10 },
);
