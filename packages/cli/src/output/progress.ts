import type { Counts, Listener, Tally } from "@caibian/pipeline";

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
      if (event.kind !== "warning") return;
      stream.write(`${stream.isTTY ? "\r\u001b[2K" : ""}warning: ${event.text}\n`);
    },
    end() {
      clearInterval(timer);
      show();
      if (stream.isTTY) stream.write("\n");
    },
  };
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
