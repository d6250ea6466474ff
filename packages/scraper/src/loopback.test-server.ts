import { createServer, type IncomingMessage, type Server, type ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";

/** A real server on loopback for one test file. */
export interface Loopback {
  readonly origin: string;
  readonly port: number;
  readonly requests: IncomingMessage[];
  handle(path: string, handler: (request: IncomingMessage, response: ServerResponse) => void): void;
  close(): Promise<void>;
}

/** Starts it on a free port; unknown paths answer 404. */
export async function startLoopback(): Promise<Loopback> {
  const handlers = new Map<string, (request: IncomingMessage, response: ServerResponse) => void>();
  const requests: IncomingMessage[] = [];
  const server: Server = createServer((request, response) => {
    requests.push(request);
    const handler = handlers.get(new URL(request.url ?? "/", "http://x").pathname);
    if (handler === undefined) response.writeHead(404).end("gone");
    else handler(request, response);
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  const { port } = server.address() as AddressInfo;
  return {
    origin: `http://127.0.0.1:${port}`,
    port,
    requests,
    handle: (path, handler) => void handlers.set(path, handler),
    close: async () => {
      server.closeAllConnections();
      await new Promise((resolve) => server.close(resolve));
    },
  };
}
