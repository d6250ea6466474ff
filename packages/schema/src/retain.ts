import { z } from "zod";

/** What is kept, and for how long; what is current is kept for ever. */
export interface Retain {
  /** Looks at pages, visits, refusals, changes of health and dead letters. Default 400 days, from 30. */
  readonly historyDays: number;
  /** The article log, when every store has taken it. Default 30 days. */
  readonly logDays: number;
  /** Earlier revisions of an article: those of so many days, and the last of them however old. Default 400 and 5. */
  readonly revisions: { readonly days: number; readonly last: number };
  /** Raw pages, whole files of the archive, by age and by size; null: no bound. Default 400 days, no bound in size. */
  readonly rawPages: { readonly days: number | null; readonly gigabytes: number | null };
}

/** `retain` of `caibian.yaml`. */
export const retainSchema: z.ZodType<Retain> = z
  .strictObject({
    historyDays: z.number().int().min(30).default(400),
    logDays: z.number().int().min(1).default(30),
    revisions: z
      .strictObject({ days: z.number().int().min(1).default(400), last: z.number().int().min(1).default(5) })
      .prefault({}),
    rawPages: z
      .strictObject({
        days: z.number().int().min(3).nullable().default(400),
        gigabytes: z.number().positive().nullable().default(null),
      })
      .prefault({}),
  })
  .prefault({});

/** When a disk is so full that nothing more is fetched: with less room than both bounds. */
export interface DiskMark {
  /** Default 2. */
  readonly gigabytes: number;
  /** Of the whole file system. Default 5. */
  readonly percent: number;
}

/** `disk` of `caibian.yaml`. */
export const diskSchema: z.ZodType<{ readonly stopFetchingBelow: DiskMark }> = z
  .strictObject({
    stopFetchingBelow: z
      .strictObject({ gigabytes: z.number().min(0).default(2), percent: z.number().min(0).max(100).default(5) })
      .prefault({}),
  })
  .prefault({});
