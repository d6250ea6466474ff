import { serve } from "@hono/node-server";
import { CaibianError, EXIT, messageOf } from "@caibian/schema";
import type { App } from "@caibian/pipeline";

import { createConsole, type ConsoleOptions } from "./create-console.ts";

/** A console that listens. */
export interface RunningConsole {
  readonly url: string;
  close(): Promise<void>;
}

/**
 * Serves the console. Port 0 takes a free one.
 * @throws {CaibianError} when the address cannot be listened on.
 */
export function startConsole(
  app: App,
  options: ConsoleOptions & { readonly host: string; readonly port: number },
): Promise<RunningConsole> {
  const { host, port } = options;
  return new Promise((resolve, reject) => {
    const server = serve({ fetch: createConsole(app, options).fetch, hostname: host, port }, (info) => {
      const shown = host.includes(":") ? `[${host}]` : host;
      resolve({
        url: `http://${shown}:${info.port}`,
        close: () =>
          new Promise((done) => {
            server.close(() => done());
            if ("closeAllConnections" in server) server.closeAllConnections();
          }),
      });
    });
    server.on("error", (error) => {
      reject(
        new CaibianError({
          code: "E_CONSOLE",
          what: "The console cannot listen",
          where: `${host}:${port}`,
          why: messageOf(error),
          next: "Choose another port: --port, or console.port in the config.",
          exitCode: EXIT.config,
          cause: error,
        }),
      );
    });
  });
}
