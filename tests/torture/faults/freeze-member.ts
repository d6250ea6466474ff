import type { Member } from "../supervisor.ts";
import type { Fault } from "./fault.ts";

/** A process that stands still, as on a machine that swaps: its locks run out while it believes in them. */
export function freezeMember(member: Member): Fault {
  return {
    name: `${member.name} frozen`,
    target: member.name,
    lastsMs: [3000, 40_000],
    strike: () => {
      member.freeze();
      return Promise.resolve(() => Promise.resolve(member.thaw()));
    },
  };
}
