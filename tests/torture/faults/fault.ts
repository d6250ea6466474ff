import type { Random } from "@caibian/testkit";

import type { FaultKind } from "../schedule.ts";

/** One kind of fault, with the hand that does it. */
export interface Fault extends FaultKind {
  /** Breaks something; what it answers mends it again, when the fault's time is over. */
  strike(random: Random): Promise<Mend>;
}

export type Mend = () => Promise<void>;

/** What breaks by itself and mends by itself, or at once. */
export const NOTHING_TO_MEND: Mend = () => Promise.resolve();
