import type { DiskRoom, DiskState } from "@caibian/pipeline";

/** How the disk is, in one line. */
export function diskText({ state, room }: { readonly state: DiskState; readonly room: DiskRoom }): string {
  const free = `${String(Math.round(room.freeBytes / 1e6))} MB free at ${room.folder}`;
  return state === "ok"
    ? `disk: ok again, ${free}: visits go on`
    : `disk: disk-low, ${free}: nothing is fetched below ${String(Math.round(room.markBytes / 1e6))} MB; stores are served`;
}
