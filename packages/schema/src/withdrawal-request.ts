import { z } from "zod";

/** A person's wish as the console's API takes it: which articles (what is given adds up), and what to do with them. */
export interface WithdrawalRequest {
  readonly urls?: readonly string[] | undefined;
  readonly ids?: readonly string[] | undefined;
  readonly hosts?: readonly string[] | undefined;
  readonly clusters?: readonly string[] | undefined;
  readonly sources?: readonly string[] | undefined;
  /** Default `withdraw`. */
  readonly action: "withdraw" | "erase" | "reinstate";
  /** Erase their raw pages from the archive of the machine that serves as well. Default false. */
  readonly raw: boolean;
  readonly by: string;
  readonly reason: string | null;
  readonly dryRun: boolean;
  /** Go ahead though they are many. */
  readonly yes: boolean;
}

const texts = z.array(z.string().min(1)).min(1).max(1000).optional();

/** Checks a WithdrawalRequest that comes from outside. */
export const withdrawalRequestSchema: z.ZodType<WithdrawalRequest> = z
  .strictObject({
    urls: texts,
    ids: texts,
    hosts: texts,
    clusters: texts,
    sources: texts,
    action: z.enum(["withdraw", "erase", "reinstate"]).default("withdraw"),
    raw: z.boolean().default(false),
    by: z.string().min(1).max(200),
    reason: z.string().max(2000).nullable().default(null),
    dryRun: z.boolean().default(false),
    yes: z.boolean().default(false),
  })
  .refine(
    ({ urls, ids, hosts, clusters, sources }) => [urls, ids, hosts, clusters, sources].some((one) => one !== undefined),
    "name urls, ids, hosts, clusters or sources",
  )
  .refine(({ action, raw }) => !raw || action !== "reinstate", "raw pages are erased, not brought back");
