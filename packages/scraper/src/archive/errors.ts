import { CaibianError, EXIT, isDiskFull, messageOf } from "@caibian/schema";

/** The raw archive cannot be written or read. Its `exitCode` is EXIT.disk when the disk is full. */
export class ArchiveError extends CaibianError {}

/** The raw page was erased on request: nothing is wrong, and nothing brings it back. */
export class ErasedPageError extends ArchiveError {
  constructor(where: string) {
    super({ code: "E_RAW_ERASED", what: "The raw page was erased on request", where });
  }
}

/** A failed write, as what the disk or its owner can do about it. */
export function cannotWrite(where: string, cause: unknown): ArchiveError {
  const isFull = isDiskFull(cause);
  return new ArchiveError({
    code: isFull ? "E_DISK_FULL" : "E_ARCHIVE",
    what: isFull ? "The disk of the page archive is full" : "The page archive cannot be written",
    where,
    why: messageOf(cause),
    next: isFull ? "Make room and run again: nothing is lost." : "Check the folder and its owner.",
    cause,
    exitCode: EXIT.disk,
  });
}

/** Whether a failure says that there is no such file. */
export function isMissing(cause: unknown): boolean {
  return cause instanceof Error && "code" in cause && cause.code === "ENOENT";
}
