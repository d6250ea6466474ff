// Lines that hold nothing but a number: no string of a record can look like one, since JSON escapes its line ends.
const NUMBER_LINES = /(?<=\[)(?:\n +[\d.e+-]+,?)+\n *(?=\])/g;

/** Lines on standard output. */
export function printLines(lines: readonly string[]): void {
  process.stdout.write(`${lines.join("\n")}\n`);
}

/** One JSON value on standard output, indented; arrays of numbers stay on one line. */
export function printJson(value: unknown): void {
  process.stdout.write(`${formatJson(value)}\n`);
}

/** The text that `printJson` prints. */
export function formatJson(value: unknown): string {
  return JSON.stringify(value, null, 2).replace(NUMBER_LINES, (lines) => lines.trim().replaceAll(/\n */g, " "));
}
