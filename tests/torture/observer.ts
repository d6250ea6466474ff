import { GATHER_MS, loadConfig, openApp, type App } from "@caibian/pipeline";
import type { Lane, StoreLag } from "@caibian/schema";

import type { System } from "./system.ts";

/** Looks at the ledger and holds the delivery back, beside the members. For quiet times only. */
export interface Observer {
  lag(): Promise<readonly StoreLag[]>;
  /** No member takes a job of the lane until `resume`. */
  pause(lane: Lane): Promise<void>;
  resume(lane: Lane): Promise<void>;
  close(): Promise<void>;
}

/** What we use of BullMQ's Queue: a lane that is paused hands out no jobs, whoever asks. */
interface PausableLane {
  readonly name: string;
  pause(): Promise<void>;
  resume(): Promise<void>;
}

/** Opens the same config as the members do; it visits and delivers nothing itself. */
export async function openObserver(system: System): Promise<Observer> {
  const config = await loadConfig(system.configFile, system.env);
  const app: App = await openApp(config, {
    env: system.env,
    gatherMs: GATHER_MS.serve,
    report: ignore,
    leadsSources: false,
  });
  const find = (lane: Lane): PausableLane => {
    const found = (app.queue.board() as readonly PausableLane[]).find(({ name }) => name.endsWith(lane));
    if (found === undefined) throw new Error(`Expected the queue to have a lane ${lane}`);
    return found;
  };
  return {
    lag: () => app.ledger.log.lag(config.stores.map(({ id }) => id)),
    pause: (lane) => find(lane).pause(),
    resume: (lane) => find(lane).resume(),
    close: () => app.close(),
  };
}

function ignore(): void {
  // The members tell.
}
