import { availableParallelism } from "node:os";
import { Worker } from "node:worker_threads";

import { MemorySender } from "./memory-parcels.ts";
import type { ParseJob, ParseJobResult } from "./parse-job.ts";
import { YOUNG_MB } from "./thread-limits.ts";

/** Code of what was not parsed because the pool was closed: it says nothing of the page. */
export const POOL_CLOSED = "E_CLOSED";

export interface ParsePoolOptions {
  /** Threads. Default: one per core, at most 8. */
  readonly threads?: number;
  /** A page that takes longer ends as `E_TIMEOUT` and its thread is replaced, in milliseconds. Default 30 000. */
  readonly timeoutMs?: number;
  /** Old-space bound of one thread, in MiB. Default 512. */
  readonly maxHeapMb?: number;
}

/** Parses Pages off the fetch loop, so that both cores work and a bad page can neither stall nor kill it. */
export interface ParsePool {
  readonly threads: number;
  /** Never rejects: a page that hangs or kills its thread becomes a typed refusal. Takes the job's bytes over. */
  parse(job: ParseJob): Promise<ParseJobResult>;
  close(): Promise<void>;
}

interface Task {
  readonly job: ParseJob;
  readonly settle: (result: ParseJobResult) => void;
}

/** Opens the pool; threads start on first use and stay warm. */
export function openParsePool(options: ParsePoolOptions = {}): ParsePool {
  const threads = options.threads ?? Math.min(availableParallelism(), 8);
  const timeoutMs = options.timeoutMs ?? 30_000;
  const waiting: Task[] = [];
  const lanes: ParseThread[] = [];
  let closed = false;

  function feed(): void {
    while (waiting.length > 0) {
      const lane = lanes.find((thread) => thread.idle) ?? startLane();
      const task = lane === undefined ? undefined : waiting.shift();
      if (lane === undefined || task === undefined) return;
      lane.run(task);
    }
  }

  function startLane(): ParseThread | undefined {
    if (lanes.length >= threads) return undefined;
    const lane = new ParseThread({ timeoutMs, maxHeapMb: options.maxHeapMb ?? 512, onIdle: feed });
    lanes.push(lane);
    return lane;
  }

  return {
    threads,
    parse: (job) =>
      new Promise((settle) => {
        if (closed) return settle(refusal(POOL_CLOSED, "the parse pool is closed"));
        waiting.push({ job, settle });
        feed();
      }),
    async close() {
      closed = true;
      for (const task of waiting.splice(0)) task.settle(refusal(POOL_CLOSED, "the parse pool is closed"));
      await Promise.all(lanes.map((lane) => lane.close()));
    },
  };
}

interface ThreadOptions {
  readonly timeoutMs: number;
  readonly maxHeapMb: number;
  readonly onIdle: () => void;
}

class ParseThread {
  readonly #options: ThreadOptions;
  #worker: Worker | null = null;
  #memories = new MemorySender();
  #task: Task | null = null;
  #timer: NodeJS.Timeout | undefined;
  #nextId = 0;

  constructor(options: ThreadOptions) {
    this.#options = options;
  }

  get idle(): boolean {
    return this.#task === null;
  }

  run(task: Task): void {
    this.#task = task;
    this.#worker ??= this.#start();
    this.#timer = setTimeout(() => {
      this.#replace(refusal("E_TIMEOUT", `parsing took longer than ${this.#options.timeoutMs} ms`));
    }, this.#options.timeoutMs);
    this.#worker.ref();
    const { memory, ...job } = task.job;
    const parcel = memory === undefined ? null : this.#memories.parcelOf(memory);
    this.#worker.postMessage({ id: ++this.#nextId, job, parcel }, handOver(task.job));
  }

  async close(): Promise<void> {
    const worker = this.#worker;
    this.#finish(refusal(POOL_CLOSED, "the parse pool is closed"), false);
    this.#worker = null;
    worker?.removeAllListeners("exit");
    await worker?.terminate();
  }

  #start(): Worker {
    const sources = import.meta.url.endsWith(".ts");
    const worker = new Worker(new URL(sources ? "parse-worker.ts" : "parse-worker.js", import.meta.url), {
      resourceLimits: { maxOldGenerationSizeMb: this.#options.maxHeapMb, maxYoungGenerationSizeMb: YOUNG_MB },
      ...(sources ? { execArgv: ["--import", "tsx", "--conditions=source"] } : {}),
    });
    this.#memories = new MemorySender();
    worker.on("message", (message: { readonly id: number; readonly done: ParseJobResult }) => {
      if (message.id === this.#nextId) this.#finish(message.done, true);
    });
    worker.on("error", (error) =>
      this.#replace(refusal("E_CRASH", `the page killed its parse thread: ${error.message}`)),
    );
    worker.on("exit", (code) => this.#replace(refusal("E_CRASH", `the parse thread ended with ${code}`)));
    return worker;
  }

  #replace(result: ParseJobResult): void {
    const worker = this.#worker;
    this.#worker = null;
    worker?.removeAllListeners();
    void worker?.terminate().catch(() => 0);
    this.#finish(result, true);
  }

  #finish(result: ParseJobResult, next: boolean): void {
    clearTimeout(this.#timer);
    this.#worker?.unref();
    const task = this.#task;
    this.#task = null;
    task?.settle(result);
    if (next) this.#options.onIdle();
  }
}

/** Bytes that own their whole buffer change hands instead of being copied: the caller must not read them again. */
function handOver({ input, parts = [] }: ParseJob): ArrayBuffer[] {
  const buffers = new Set<ArrayBuffer>();
  for (const bytes of [input, ...parts.map((part) => part.input)]) {
    if (typeof bytes === "string" || !(bytes.buffer instanceof ArrayBuffer)) continue;
    if (bytes.byteLength === bytes.buffer.byteLength) buffers.add(bytes.buffer);
  }
  return [...buffers];
}

function refusal(code: string, message: string): ParseJobResult {
  return { result: { ok: false, error: { code, message } }, ms: 0 };
}
