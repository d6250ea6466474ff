import { open, type FileHandle } from "node:fs/promises";
import { join } from "node:path";

import type { WarcPosition } from "@caibian/schema";

import { FileBytes } from "../warc/file-bytes.ts";
import { BadMember } from "../warc/gzip-member.ts";
import { measureMember } from "../warc/measure-member.ts";
import { dropJournal, openJournals, readJournal, writeJournal, type PlannedErasure } from "./erase-journal.ts";
import { cannotWrite, isMissing } from "./errors.ts";
import { isMarker, markerMember } from "./marker.ts";

/** What became of records that were to be erased; each position stands in one list. */
export interface RawErasure {
  /** Overwritten, now or before. */
  readonly erased: readonly WarcPosition[];
  /** The folder has no such file, or the file no page there. */
  readonly absent: readonly WarcPosition[];
  /** Of a file that no archive of ours wrote: those are only read. */
  readonly foreign: readonly WarcPosition[];
  /** Too damaged to say where the record ends, so that it cannot be overwritten without its neighbour. */
  readonly damaged: readonly WarcPosition[];
}

/**
 * Overwrites records of an archive's folder in place, beside a process that appends to the same files: each is gone from
 * the disk when this returns, and all others lie where they lay. May be run again, also after it was killed at any
 * point: what was begun is finished first. Throws ArchiveError when the disk does not take it.
 */
export async function eraseRecords(folder: string, positions: readonly WarcPosition[]): Promise<RawErasure> {
  try {
    await finishBegun(folder);
    let made = await plan(folder, positions);
    if (made.damaged.length > 0) {
      // Another process may be overwriting it at this moment.
      await finishBegun(folder);
      made = await plan(folder, positions);
    }
    const { planned, erased, absent, foreign, damaged } = made;
    if (planned.length > 0) await carryOut(folder, await writeJournal(folder, planned));
    const now = planned.map(({ file, offset }) => ({ file, offset }));
    return { erased: [...erased, ...now], absent, foreign, damaged };
  } catch (cause) {
    throw cannotWrite(folder, cause);
  }
}

/** As `openArchive` names its files. */
const OURS = /^caibian-\d{8}-\d+-[0-9a-f]{8}-\d+\.warc\.gz$/;

interface Plan extends Record<keyof RawErasure, WarcPosition[]> {
  readonly planned: PlannedErasure[];
}

/** Looks at every record, file by file. */
async function plan(folder: string, positions: readonly WarcPosition[]): Promise<Plan> {
  const made: Plan = { planned: [], erased: [], absent: [], foreign: [], damaged: [] };
  for (const [name, offsets] of byFile(positions)) {
    const here = (offset: number): WarcPosition => ({ file: name, offset });
    if (!OURS.test(name)) {
      made.foreign.push(...[...offsets].map(here));
      continue;
    }
    const file = await openIfThere(join(folder, name));
    try {
      for (const offset of offsets) {
        const found = file === null ? "absent" : await lookAt(file, here(offset));
        if (typeof found === "string") made[found].push(here(offset));
        else made.planned.push(found);
      }
    } finally {
      await file?.close();
    }
  }
  return made;
}

/** Each file's offsets, each once. */
function byFile(positions: readonly WarcPosition[]): ReadonlyMap<string, ReadonlySet<number>> {
  const files = new Map<string, Set<number>>();
  for (const { file, offset } of positions) {
    const offsets = files.get(file) ?? new Set();
    files.set(file, offsets.add(offset));
  }
  return files;
}

async function openIfThere(path: string): Promise<FileBytes | null> {
  try {
    return await FileBytes.open(path);
  } catch (cause) {
    if (isMissing(cause)) return null;
    throw cause;
  }
}

/** What is to be overwritten at a position, or why nothing is. */
async function lookAt(
  file: FileBytes,
  { file: name, offset }: WarcPosition,
): Promise<PlannedErasure | keyof RawErasure> {
  if (offset >= file.size) return "absent";
  try {
    const { bytes, type, fields } = await measureMember(file, offset);
    if (isMarker({ type, fields })) return "erased";
    if (type !== "response") return "absent";
    const page = {
      recordId: fields["warc-record-id"] ?? "",
      date: fields["warc-date"] ?? "",
      targetUri: fields["warc-target-uri"] ?? "",
    };
    // Cannot be in what we write, where a page's record says more than its marker: a digest and the answer's head.
    if (Number.isNaN(Date.parse(page.date)) || markerMember(page, bytes) === null) return "damaged";
    return { file: name, offset, bytes, ...page };
  } catch (cause) {
    if (!(cause instanceof BadMember)) throw cause;
    return "damaged";
  }
}

/** Carries out what others began. */
async function finishBegun(folder: string): Promise<void> {
  for (const journal of await openJournals(folder)) await carryOut(folder, journal);
}

/** Overwrites what a journal says and forgets it. Two processes at one journal write the same bytes. */
async function carryOut(folder: string, journal: string): Promise<void> {
  const planned = await readJournal(journal);
  for (const name of new Set(planned.map(({ file }) => file)))
    await overwrite(
      join(folder, name),
      planned.filter(({ file }) => file === name),
    );
  await dropJournal(journal);
}

async function overwrite(path: string, planned: readonly PlannedErasure[]): Promise<void> {
  let file: FileHandle;
  try {
    file = await open(path, "r+");
  } catch (cause) {
    // Pruned meanwhile: then nothing is left of them.
    if (isMissing(cause)) return;
    throw cause;
  }
  try {
    const { atime, mtime } = await file.stat();
    for (const record of planned) {
      const marker = markerMember(record, record.bytes);
      if (marker !== null) await writeAt(file, marker, record.offset);
    }
    await file.datasync();
    // Its other pages are as old as before: a file that is pruned by age must not become young.
    await file.utimes(atime, mtime);
  } finally {
    await file.close();
  }
}

async function writeAt(file: FileHandle, bytes: Buffer, offset: number): Promise<void> {
  for (let at = 0; at < bytes.length;) at += (await file.write(bytes, at, bytes.length - at, offset + at)).bytesWritten;
}
