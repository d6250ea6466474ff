import type { Counts, Listener, PipelineEvent, Tally } from "@caibian/pipeline";

import { hostText } from "./host-text.ts";

/** Shows how a run goes: one line that is rewritten on a terminal, a plain line now and then elsewhere. */
export interface Progress {
  readonly listen: Listener;
  /** Prints the last state and leaves the line. */
  end(): void;
}

const TERMINAL_EVERY_MS = 100;
const PLAIN_EVERY_MS = 10_000;

/** Progress on standard error; the counts are the tally's. */
export function startProgress(tally: Tally, stream: NodeJS.WriteStream = process.stderr): Progress {
  const startedAt = performance.now();
  const every = stream.isTTY ? TERMINAL_EVERY_MS : PLAIN_EVERY_MS;
  const show = (): void => {
    const line = progressLine(tally.counts, (performance.now() - startedAt) / 1000);
    stream.write(stream.isTTY ? `\r\u001b[2K${line}` : `${line}\n`);
  };
  const timer = setInterval(show, every);
  timer.unref();
  return {
    listen(event) {
      const text = troubleOf(event);
      if (text !== null) stream.write(`${stream.isTTY ? "\r\u001b[2K" : ""}${text}\n`);
    },
    end() {
      clearInterval(timer);
      show();
      if (stream.isTTY) stream.write("\n");
    },
  };
}

/** What a person who waits should know at once. */
function troubleOf(event: PipelineEvent): string | null {
  if (event.kind === "warning") return `warning: ${event.text}`;
  if (event.kind === "scrape") return hostText(event);
  if (event.kind !== "publish") return null;
  const { event: inner } = event;
  if (inner.kind === "store-down") return `store ${inner.storeId} is down: ${inner.why}`;
  if (inner.kind === "store-presses")
    return `store ${inner.storeId} is ${inner.behind} rows behind: visits wait for it`;
  if (inner.kind === "store-waits")
    return `store ${inner.storeId} waits ${Math.ceil(inner.afterMs / 1000)} s: ${inner.why}`;
  return null;
}

/** Visited, new, changed, delivered, failed, rate. */
export function progressLine(counts: Counts, seconds: number): string {
  const rate = seconds > 0 ? (counts.lists + counts.pages) / seconds : 0;
  const parts = [
    `visited ${counts.lists + counts.pages + counts.unchanged}`,
    `new ${counts.published}`,
    `changed ${counts.updated}`,
    `withdrawn ${counts.withdrawn}`,
    `delivered ${counts.delivered}`,
    `failed ${counts.failed + counts.refused + counts.deadLetters}`,
    `${rate.toFixed(1)} pages/s`,
  ];
  return parts.join(" · ");
}
