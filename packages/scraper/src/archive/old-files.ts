import { readdir, stat, unlink } from "node:fs/promises";
import { join } from "node:path";

/** So long after a file was begun nobody writes to it, in milliseconds. */
export const MAX_FILE_MS: number = 86_400_000;

/** A file that was not written to for so long is nobody's any more: longer than the above, for clocks that differ. */
const CLOSED_AFTER_MS = 2 * MAX_FILE_MS;

/** Files that we wrote; another's in the same folder is not ours to remove. */
const OURS = /^caibian-\d{8}-[\w-]+\.warc\.gz$/;

/** A file of raw pages. */
export interface ArchiveFile {
  readonly name: string;
  readonly bytes: number;
  /** When it was last written to, epoch milliseconds. */
  readonly writtenMs: number;
}

/** Our files in an archive's folder, the oldest first; none when there is no such folder. */
export async function listArchiveFiles(folder: string): Promise<readonly ArchiveFile[]> {
  const files: ArchiveFile[] = [];
  for (const name of await namesIn(folder)) {
    if (!OURS.test(name)) continue;
    const found = await stat(join(folder, name)).catch(nothingIfGone);
    if (found !== null) files.push({ name, bytes: found.size, writtenMs: found.mtimeMs });
  }
  return files.toSorted((a, b) => a.writtenMs - b.writtenMs);
}

/**
 * Which of these files, the oldest first, go: those older than `days`, and the oldest until the rest has at most
 * `bytes`. Null: no such bound. What was written in the last two days stays, whatever the bounds say.
 */
export function oldFilesOf(
  files: readonly ArchiveFile[],
  { days, bytes, nowMs }: { readonly days: number | null; readonly bytes: number | null; readonly nowMs: number },
): readonly ArchiveFile[] {
  let left = files.reduce((sum, file) => sum + file.bytes, 0);
  const old: ArchiveFile[] = [];
  for (const file of files) {
    const ageMs = nowMs - file.writtenMs;
    const isOld = days !== null && ageMs > days * 86_400_000;
    const isSurplus = bytes !== null && left > bytes;
    if (ageMs < CLOSED_AFTER_MS || (!isOld && !isSurplus)) break;
    old.push(file);
    left -= file.bytes;
  }
  return old;
}

/** Removes them; one that is gone already is no trouble. */
export async function removeArchiveFiles(folder: string, files: readonly ArchiveFile[]): Promise<void> {
  for (const { name } of files) await unlink(join(folder, name)).catch(nothingIfGone);
}

async function namesIn(folder: string): Promise<readonly string[]> {
  return (await readdir(folder).catch(nothingIfGone)) ?? [];
}

function nothingIfGone(error: unknown): null {
  if (error instanceof Error && "code" in error && error.code === "ENOENT") return null;
  throw error;
}
