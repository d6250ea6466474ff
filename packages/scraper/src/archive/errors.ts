import { CaibianError } from "@caibian/schema";

/** The raw archive cannot be written or read. Its `exitCode` is EXIT.disk when the disk is full. */
export class ArchiveError extends CaibianError {}
