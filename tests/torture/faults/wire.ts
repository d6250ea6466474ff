import type { Proxy } from "@caibian/testkit";

import { NOTHING_TO_MEND, type Fault } from "./fault.ts";

/** What may happen to the wire between the members and a server. */
export function wireFaults(name: string, wire: Proxy): readonly Fault[] {
  const target = `wire of ${name}`;
  const fault = (what: string, lastsMs: Fault["lastsMs"], strike: Fault["strike"]): Fault => ({
    name: `${target} ${what}`,
    target,
    lastsMs,
    strike,
  });
  return [
    fault("reset", [0, 1000], () => {
      wire.reset();
      return Promise.resolve(NOTHING_TO_MEND);
    }),
    fault("cut", [1000, 15_000], () => {
      wire.cut();
      return Promise.resolve(() => Promise.resolve(wire.resume()));
    }),
    fault("a black hole", [2000, 20_000], () => {
      wire.blackhole();
      return Promise.resolve(() => Promise.resolve(wire.resume()));
    }),
    fault("slow", [3000, 15_000], (random) => {
      wire.latency(random.between(20, 400));
      return Promise.resolve(() => Promise.resolve(wire.latency(0)));
    }),
    fault("narrow", [3000, 15_000], (random) => {
      wire.bandwidth(random.between(2000, 50_000));
      return Promise.resolve(() => Promise.resolve(wire.bandwidth(null)));
    }),
  ];
}
