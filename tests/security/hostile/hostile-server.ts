import type { Socket } from "node:net";

/** A server that behaves badly, and what a client must make of it. */
export interface HostileServer {
  /** What it does, as the end of the sentence "a server that …". */
  readonly name: string;
  /** Code of the typed error, or the status where an answer is right; `|` between two that are both right. */
  readonly ends: string;
  /** `https`: the client speaks TLS to it; whatever it does, it does instead of a handshake. Default http. */
  readonly scheme?: "https";
  /** Makes what it sends, before anybody asks. */
  readonly prepare?: () => void;
  /** What it does on a connection, once the request has come (with https: at once). */
  readonly serve: (socket: Socket) => void;
}

/** Status line and headers of an answer. */
export function head(status: string, ...headers: readonly string[]): string {
  return [`HTTP/1.1 ${status}`, "content-type: text/html", ...headers, "", ""].join("\r\n");
}

/** Writes pieces as fast as the other side takes them, until it hangs up. */
export function pour(socket: Socket, next: () => string | Uint8Array | null): void {
  const write = (): void => {
    while (!socket.destroyed) {
      const piece = next();
      if (piece === null) return;
      if (!socket.write(piece)) {
        socket.once("drain", write);
        return;
      }
    }
  };
  write();
}

/** Writes a piece every so many milliseconds, until the other side hangs up. */
export function drip(socket: Socket, everyMs: number, piece: string): void {
  const timer = setInterval(() => socket.write(piece), everyMs);
  socket.on("close", () => clearInterval(timer));
}
