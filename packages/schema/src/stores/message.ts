import { z } from "zod";

/** What a message carries: the record, or only what it takes to ask for it. */
export type MessageBody = "full" | "thin";

/** What every message Store has. */
export interface MessageBase {
  /** `thin` sends id, url, revision, status, contentHash and title: no text. Default full. */
  readonly body: MessageBody;
  /** Bound on one batch (a webhook: one request), in milliseconds. Default 15 000. */
  readonly timeoutMs: number;
}

/** The config keys of every message Store. */
export const messageBase: {
  readonly body: z.ZodDefault<z.ZodEnum<{ full: "full"; thin: "thin" }>>;
  readonly timeoutMs: z.ZodDefault<z.ZodNumber>;
} = {
  body: z.enum(["full", "thin"]).default("full"),
  timeoutMs: z.number().int().min(100).max(120_000).default(15_000),
};

/** Where a message goes, in words with dots between; `{region}` (`none` without one), `{op}` and `{id}` are filled in. */
export const messageSubject: z.ZodString = z
  .string()
  .regex(
    /^(?:[A-Za-z0-9_-]+|\{(?:region|op|id)\})(?:\.(?:[A-Za-z0-9_-]+|\{(?:region|op|id)\}))*$/,
    "words and {region}, {op} or {id}, with dots between",
  );
