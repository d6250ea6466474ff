import type { Member } from "../supervisor.ts";
import { NOTHING_TO_MEND, type Fault } from "./fault.ts";

/** SIGKILL of a process, wherever it stands. */
export function killMember(member: Member): Fault {
  return {
    name: `${member.name} killed`,
    target: member.name,
    lastsMs: [500, 3000],
    strike: () => {
      member.kill();
      return Promise.resolve(NOTHING_TO_MEND);
    },
  };
}
