import type { TestedStore } from "../stores/tested-store.ts";
import type { Fault } from "./fault.ts";

/** SIGKILL of a Store's server; none where there is no server. */
export function killStore({ input, server }: TestedStore): readonly Fault[] {
  if (server === null) return [];
  return [
    {
      name: `server of ${input.id} killed`,
      target: `server of ${input.id}`,
      lastsMs: [0, 8000],
      strike: async () => {
        await server.kill();
        return () => server.restart();
      },
    },
  ];
}
