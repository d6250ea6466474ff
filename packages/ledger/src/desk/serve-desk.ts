import { chmodSync, rmSync } from "node:fs";
import { createServer, type Server, type Socket } from "node:net";

import { LedgerError } from "../errors.ts";
import type { Ledger } from "../ledger.ts";
import { readLines } from "./lines.ts";
import { callsOf } from "./methods.ts";
import { factsOf, MOST_ANSWER_BYTES, MOST_REQUEST_BYTES, readRequest, type Answer, type Request } from "./protocol.ts";

const MOST_VISITORS = 16;
/** Calls of one visitor that wait or run; one more ends its connection. */
const MOST_CALLS = 64;

/** A desk that is open. */
export interface Desk {
  /** Takes no more calls, hangs up, and removes the socket. */
  close(): Promise<void>;
}

/** Answers visitors on a Unix socket that only this user can open. The caller owns the folder, so a file there is stale. */
export async function serveDesk(ledger: Ledger, path: string): Promise<Desk> {
  rmSync(path, { force: true });
  const calls = callsOf(ledger);
  const visitors = new Set<Socket>();
  const server = createServer((socket) => {
    visitors.add(socket);
    socket.on("close", () => visitors.delete(socket));
    // A visitor that hangs up in the middle is no trouble of ours.
    socket.on("error", () => socket.destroy());
    let open = 0;
    const reply = async (request: Request): Promise<void> => {
      socket.write(await answer(calls, request));
      open--;
    };
    readLines(socket, MOST_REQUEST_BYTES, (line) => {
      const request = readRequest(line);
      if (request === null || ++open > MOST_CALLS) {
        socket.destroy();
        return;
      }
      void reply(request);
    });
  });
  server.maxConnections = MOST_VISITORS;
  await listen(server, path);
  chmodSync(path, 0o600);
  // An open desk alone keeps no process alive.
  server.unref();
  return {
    close: () =>
      new Promise((resolve) => {
        server.close(() => resolve());
        for (const visitor of visitors) visitor.destroy();
      }),
  };
}

async function answer(calls: ReturnType<typeof callsOf>, request: Request): Promise<string> {
  const { id, method, params } = request;
  const call = calls.get(method);
  let reply: Answer;
  try {
    if (call === undefined) {
      throw new LedgerError({
        code: "E_LEDGER_METHOD",
        what: "a visitor of the ledger may not call this",
        where: method,
      });
    }
    reply = { id, value: (await call(...params.map(orUndefined))) ?? null };
  } catch (error) {
    reply = { id, error: factsOf(error) };
  }
  const text = `${JSON.stringify(reply)}\n`;
  if (Buffer.byteLength(text) <= MOST_ANSWER_BYTES) return text;
  const tooLong = new LedgerError({
    code: "E_LEDGER_ANSWER",
    what: "the owner's answer is too long for its socket",
    where: method,
    next: "ask for less at a time",
  });
  return `${JSON.stringify({ id, error: factsOf(tooLong) } satisfies Answer)}\n`;
}

/** JSON has no `undefined`: an optional parameter that was left out comes as null. */
function orUndefined(value: unknown): unknown {
  return value === null ? undefined : value;
}

function listen(server: Server, path: string): Promise<void> {
  return new Promise((resolve, reject) => {
    server.once("error", reject);
    server.listen(path, () => {
      server.off("error", reject);
      resolve();
    });
  });
}
