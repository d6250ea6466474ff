import { z } from "zod";

import { isHours } from "./hours.ts";
import { isCron, isTimeZone } from "./schedule.ts";
import { REGION_CODE, SOURCE_ID } from "./source-id.ts";

/** Bounds on one Source, per host (DESIGN.md section 5 gives the defaults). */
export interface SourceLimits {
  /** Least time between two requests to one host, in milliseconds. Default 2000. */
  readonly delayMs: number;
  /** Requests in flight to one host. Default 1. */
  readonly concurrency: number;
  /** Most pages fetched in one Visit, lists included. Default 500. */
  readonly maxPages: number;
  /** Most requests to one host in a day (Beijing), over all Visits and processes. Default 10000; null: no bound. */
  readonly maxPagesPerDay?: number | null | undefined;
  /** Span of the day in which Visits on schedule may ask, `06:00-23:00`, by `timeZone`. Default: always. */
  readonly hours?: string | undefined;
}

/** Selectors of one site, for the rare page that structure alone does not tell. */
export interface SourceProfile {
  /** CSS selector of the article links on a list page. */
  readonly articleLinks?: string | undefined;
  /** CSS selector of the element that holds the body. */
  readonly body?: string | undefined;
  /** CSS selector of the title. */
  readonly title?: string | undefined;
}

/** When known articles are looked at again for corrections and withdrawals. */
export interface RecheckPolicy {
  /** Ages at which an article is looked at again, in milliseconds. Default 1 h, 6 h, 1 d, 7 d. */
  readonly afterMs: readonly number[];
  /** Two looks that answer 404 must lie at least this far apart to withdraw. Default 24 h. */
  readonly goneAfterMs: number;
}

/** How often scheduled Visits read a list, whatever its own rhythm. */
export interface RhythmPolicy {
  /** Least time between two readings of one list, in minutes. Default 0: at every tick of the schedule. */
  readonly floorMinutes: number;
  /** Most time between them, in minutes. Default 360. */
  readonly ceilingMinutes: number;
}

/** The bounds of a Source that names none. */
export const DEFAULT_RHYTHM: RhythmPolicy = { floorMinutes: 0, ceilingMinutes: 360 };

/** A site section that we follow (来源站点). */
export interface Source {
  readonly v: 1;
  /** Stable id, `[a-z0-9][a-z0-9._-]*`. */
  readonly id: string;
  /** Name for people, also what 本站 resolves to. */
  readonly name: string;
  /** GB/T 2260 code of the region that the site reports on, or null. */
  readonly region: string | null;
  /** Entry URLs: list pages, feeds or sitemaps. */
  readonly start: readonly string[];
  /** Cron text, five or six fields, or null for visits by hand only. */
  readonly schedule: string | null;
  /** IANA zone of the schedule. Default Asia/Shanghai. */
  readonly timeZone: string;
  /**
   * Most seconds that a scheduled Visit begins after its time, to spread Sources out; each has a wait of its own, and
   * never more than a tenth of the time between two runs. Default: the config's.
   */
  readonly jitterSeconds?: number | undefined;
  readonly limits: SourceLimits;
  readonly recheck: RecheckPolicy;
  /** Lists are read by the rhythm that they show, within these bounds; null: at every tick. Absent: the default bounds. */
  readonly rhythm?: RhythmPolicy | null | undefined;
  /**
   * How its pages are fetched: `plain` over HTTP, or `rendered` by a browser for pages that scripts make.
   * Default plain.
   */
  readonly fetcher?: "plain" | "rendered" | undefined;
  readonly profile: SourceProfile | null;
}

const HOUR = 3_600_000;

/** A Source as a config file writes it: everything but `id` and `start` has a default. */
export const sourceSchema: z.ZodType<Source> = z
  .strictObject({
    id: z.string().regex(SOURCE_ID, "a source id is lower-case letters, digits, . _ -"),
    name: z.string().min(1).optional(),
    region: z.string().regex(REGION_CODE, "a region is a six-digit GB/T 2260 code in quotes").nullable().default(null),
    start: z.array(z.url({ protocol: /^https?$/ })).min(1),
    schedule: z
      .string()
      .refine(isCron, 'a schedule is cron text of five fields, e.g. "*/30 * * * *"')
      .nullable()
      .default(null),
    timeZone: z.string().refine(isTimeZone, "no such time zone; e.g. Asia/Shanghai").default("Asia/Shanghai"),
    jitterSeconds: z.number().min(0).max(3600).optional(),
    limits: z
      .strictObject({
        delayMs: z.number().int().min(0).default(2000),
        concurrency: z.number().int().min(1).max(16).default(1),
        maxPages: z.number().int().min(1).default(500),
        maxPagesPerDay: z.number().int().min(1).nullable().optional(),
        hours: z.string().refine(isHours, 'hours are a span of the day, e.g. "06:00-23:00"').optional(),
      })
      .prefault({}),
    recheck: z
      .strictObject({
        afterMs: z.array(z.number().int().min(0)).default([HOUR, 6 * HOUR, 24 * HOUR, 168 * HOUR]),
        goneAfterMs: z
          .number()
          .int()
          .min(0)
          .default(24 * HOUR),
      })
      .prefault({}),
    rhythm: z
      .strictObject({
        floorMinutes: z.number().min(0).default(DEFAULT_RHYTHM.floorMinutes),
        ceilingMinutes: z.number().positive().max(10_080).default(DEFAULT_RHYTHM.ceilingMinutes),
      })
      .refine(({ floorMinutes, ceilingMinutes }) => floorMinutes <= ceilingMinutes, "the floor lies above the ceiling")
      .nullable()
      .prefault({}),
    fetcher: z.enum(["plain", "rendered"]).default("plain"),
    profile: z
      .strictObject({ articleLinks: z.string().optional(), body: z.string().optional(), title: z.string().optional() })
      .nullable()
      .default(null),
  })
  .transform((source): Source => ({ v: 1, ...source, name: source.name ?? source.id }));
