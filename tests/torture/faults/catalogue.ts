import type { System } from "../system.ts";
import { dieAtPoints } from "./die-at-point.ts";
import type { Fault } from "./fault.ts";
import { freezeMember } from "./freeze-member.ts";
import { killMember } from "./kill-member.ts";
import { killStore } from "./kill-store.ts";
import { ledgerFaults } from "./ledger.ts";
import { refuseRecords } from "./refuse.ts";
import { redisFaults } from "./redis.ts";
import { wireFaults } from "./wire.ts";

/** Every fault that the system can meet. */
export function allFaults(system: System): readonly Fault[] {
  const { members, stores, redis, redisWire, ledger, ledgerWire, ledgerDisk } = system;
  return [
    ...members.map(killMember),
    ...members.map(freezeMember),
    ...members.flatMap(dieAtPoints),
    ...redisFaults(redis),
    ...wireFaults("redis", redisWire),
    ...ledgerFaults(ledger, ledgerDisk),
    ...wireFaults("the ledger", ledgerWire),
    ...stores.flatMap((store) => (store.wire === null ? [] : wireFaults(store.input.id, store.wire))),
    ...stores.flatMap(killStore),
    ...stores.flatMap(refuseRecords),
  ];
}
