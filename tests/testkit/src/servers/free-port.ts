import { once } from "node:events";
import { connect, createServer } from "node:net";
import { setTimeout as wait } from "node:timers/promises";

/** A TCP port on 127.0.0.1 that nobody listens on now. */
export async function freePort(): Promise<number> {
  const server = createServer().listen(0, "127.0.0.1");
  await once(server, "listening");
  const address = server.address();
  server.close();
  await once(server, "close");
  if (address === null || typeof address === "string") throw new TypeError("Expected a TCP address");
  return address.port;
}

/** Waits until `isReady` says so; throws when `timeoutMs` have passed or `hasEnded` says that it never will. */
export async function waitUntil(
  what: string,
  isReady: () => Promise<boolean>,
  hasEnded: () => boolean,
  timeoutMs = 30_000,
): Promise<void> {
  const deadline = Date.now() + timeoutMs;
  while (!(await isReady())) {
    if (hasEnded()) throw new Error(`Expected ${what} to come up, but it ended`);
    if (Date.now() > deadline) throw new Error(`Expected ${what} to come up within ${timeoutMs} ms`);
    await wait(25);
  }
}

/** Sends one line to a local port and gives the first piece of the answer; null when nobody answers. */
export function askPort(port: number, line: string, timeoutMs = 2000): Promise<string | null> {
  return new Promise((resolve) => {
    const socket = connect(port, "127.0.0.1");
    const finish = (answer: string | null): void => {
      socket.destroy();
      resolve(answer);
    };
    socket.setTimeout(timeoutMs, () => finish(null));
    socket.once("error", () => finish(null));
    socket.once("close", () => resolve(null));
    socket.once("data", (piece) => finish(piece.toString("latin1")));
    socket.write(line);
  });
}
