import type { Socket } from "node:net";

/**
 * Calls `onLine` with each line that comes. A line longer than `maxBytes` ends the connection: what follows could
 * not be told apart from it.
 */
export function readLines(socket: Socket, maxBytes: number, onLine: (line: string) => void): void {
  let parts: Buffer[] = [];
  let bytes = 0;
  socket.on("data", (chunk: Buffer) => {
    let from = 0;
    for (let end = chunk.indexOf(10); end >= 0; end = chunk.indexOf(10, from)) {
      parts.push(chunk.subarray(from, end));
      from = end + 1;
      const line = Buffer.concat(parts).toString("utf8");
      parts = [];
      bytes = 0;
      onLine(line);
    }
    parts.push(chunk.subarray(from));
    bytes += chunk.length - from;
    if (bytes > maxBytes) socket.destroy(new Error(`a message of more than ${maxBytes} bytes`));
  });
}
