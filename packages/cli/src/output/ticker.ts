/** One line that says how far a long piece of work is. */
export interface Ticker {
  /** Shows the line now and then. */
  tick(line: string): void;
  /** Leaves the line. */
  end(): void;
}

const TERMINAL_EVERY_MS = 100;
const PLAIN_EVERY_MS = 10_000;

/** On a terminal one line that is rewritten, elsewhere a plain line every ten seconds; on standard error. */
export function startTicker(stream: NodeJS.WriteStream = process.stderr): Ticker {
  const everyMs = stream.isTTY ? TERMINAL_EVERY_MS : PLAIN_EVERY_MS;
  let shownMs = performance.now();
  let isOpen = false;
  return {
    tick(line) {
      if (performance.now() - shownMs < everyMs) return;
      shownMs = performance.now();
      stream.write(stream.isTTY ? `\r\u001b[2K${line}` : `${line}\n`);
      isOpen = stream.isTTY;
    },
    end() {
      if (isOpen) stream.write("\n");
      isOpen = false;
    },
  };
}
