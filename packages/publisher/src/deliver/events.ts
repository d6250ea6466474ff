import type { StoreFailure } from "../errors.ts";

/** What the publisher tells while it works. Told synchronously, at the very point. */
export type PublishEvent =
  | {
      /** `batch-read`: before the write; `batch-written`: after it, before the cursor; `advanced`: after the cursor. */
      readonly kind: "batch-read" | "batch-written" | "advanced";
      readonly storeId: string;
      readonly shard: number;
      readonly count: number;
      readonly upTo: number;
      /** With `advanced`: how many of them the Store's selection left out. */
      readonly skipped?: number;
    }
  | {
      readonly kind: "dead-letter";
      readonly storeId: string;
      readonly shard: number;
      readonly seq: number;
      readonly articleId: string;
      readonly reason: string;
    }
  | {
      readonly kind: "store-down";
      readonly storeId: string;
      readonly failure: StoreFailure;
      readonly why: string;
      readonly next: string | null;
      readonly exitCode: number;
    }
  | { readonly kind: "store-up"; readonly storeId: string; readonly downMs: number }
  | {
      readonly kind: "store-waits";
      readonly storeId: string;
      readonly failure: StoreFailure;
      readonly why: string;
      readonly afterMs: number;
    }
  | {
      /** `store-presses`: up, and so far behind that Visits wait for it; `store-eased`: no more. */
      readonly kind: "store-presses" | "store-eased";
      readonly storeId: string;
      readonly behind: number;
      readonly maxLag: number;
    }
  | { readonly kind: "queue-failed" | "replay-failed"; readonly why: string };

/** Who is told. Must not throw. */
export type Report = (event: PublishEvent) => void;
