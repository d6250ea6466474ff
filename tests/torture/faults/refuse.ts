import type { TestedStore } from "../stores/tested-store.ts";
import type { Fault } from "./fault.ts";

/** A Store whose far end refuses some records for a while: they become dead letters, which a person sends again. */
export function refuseRecords({ input, refusal }: TestedStore): readonly Fault[] {
  if (refusal === undefined) return [];
  return [
    {
      name: `${input.id} refuses records`,
      target: `server of ${input.id}`,
      lastsMs: [4000, 12_000],
      strike: () => {
        refusal.begin();
        return Promise.resolve(() => Promise.resolve(refusal.end()));
      },
    },
  ];
}
