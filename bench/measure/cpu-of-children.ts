import { readdirSync, readFileSync } from "node:fs";

/** Milliseconds of a clock tick in /proc. */
const TICK_MS = 10;
// In what follows the command's name: parent's id, and user and system ticks.
const PARENT = 1;
const USER = 11;
const SYSTEM = 12;
// Of its children that have ended.
const ENDED_USER = 13;
const ENDED_SYSTEM = 14;

/** CPU that the children of a process have used so far, ended ones too, in ms, from /proc; NaN where there is none. */
export function cpuOfChildren(pid: number): number {
  const own = statOf(String(pid));
  let total = own === null ? 0 : (Number(own[ENDED_USER]) + Number(own[ENDED_SYSTEM])) * TICK_MS;
  let isSeen = false;
  for (const entry of folders("/proc")) {
    const stat = /^\d+$/.test(entry) ? statOf(entry) : null;
    if (stat === null || Number(stat[PARENT]) !== pid) continue;
    isSeen = true;
    total += (Number(stat[USER]) + Number(stat[SYSTEM])) * TICK_MS;
  }
  return isSeen ? total : Number.NaN;
}

function folders(path: string): readonly string[] {
  try {
    return readdirSync(path);
  } catch {
    // Not Linux: there is no such figure.
    return [];
  }
}

function statOf(pid: string): readonly string[] | null {
  try {
    const stat = readFileSync(`/proc/${pid}/stat`, "utf8");
    return stat.slice(stat.lastIndexOf(")") + 2).split(" ");
  } catch {
    // It ended meanwhile.
    return null;
  }
}
