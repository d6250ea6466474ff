import { readFileSync, renameSync, writeFileSync } from "node:fs";
import { join } from "node:path";

/** Who owns the folder. It informs people and says where the socket is; whether it is owned the lock says alone. */
export interface OwnerNote {
  readonly pid: number;
  readonly startedAt: string;
  readonly command: string;
  /** Path of the owner's socket. */
  readonly socket: string;
}

/** Leaves the note, whole or not at all. */
export function leaveNote(folder: string, note: OwnerNote): void {
  const path = join(folder, "owner.json");
  writeFileSync(`${path}.new`, `${JSON.stringify(note)}\n`, { mode: 0o600 });
  renameSync(`${path}.new`, path);
}

/** Reads the note; null when there is none that can be read. */
export function readNote(folder: string): OwnerNote | null {
  let note: unknown;
  try {
    note = JSON.parse(readFileSync(join(folder, "owner.json"), "utf8"));
  } catch {
    // Not there yet, or from a crash: then nobody can be named.
    return null;
  }
  return isNote(note) ? note : null;
}

function isNote(value: unknown): value is OwnerNote {
  return (
    typeof value === "object" &&
    value !== null &&
    "pid" in value &&
    typeof value.pid === "number" &&
    "startedAt" in value &&
    typeof value.startedAt === "string" &&
    "command" in value &&
    typeof value.command === "string" &&
    "socket" in value &&
    typeof value.socket === "string"
  );
}
