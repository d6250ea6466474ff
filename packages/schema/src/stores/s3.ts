import { z } from "zod";

import { storeBase, type StoreBase } from "./base.ts";

/** Objects in a bucket, laid out by day as a data set with a card: `data/date=2026-05-01/part-….jsonl.gz`. */
export interface S3Store extends StoreBase {
  readonly type: "s3";
  readonly bucket: string;
  /** Where in the bucket, without slashes at its ends; empty: at its root. Default empty. */
  readonly prefix: string;
  /** Another server than Amazon's: `https://minio.example.org`. */
  readonly endpoint?: string | undefined;
  /** Default us-east-1, which other servers than Amazon's take as well. */
  readonly region: string;
  /** The bucket in the path, not in the host name. Default: true with an `endpoint`. */
  readonly forcePathStyle?: boolean | undefined;
  /** Without these two, the credentials of the environment: variables, profile, role. */
  readonly accessKeyId?: string | undefined;
  readonly secretAccessKey?: string | undefined;
  readonly format: "jsonl" | "parquet";
  /** An object is filled up, by writing it anew, until its text has this many characters. Default 2 million. */
  readonly partChars: number;
  /** Name of the data set on its card. Default: the Store's id. */
  readonly title?: string | undefined;
}

const ENDPOINT =
  "an endpoint is an address with http:// or https:// and no login: keys go into accessKeyId and secretAccessKey";

function hasNoLogin(endpoint: string): boolean {
  if (!URL.canParse(endpoint)) return true;
  const { username, password } = new URL(endpoint);
  return username === "" && password === "";
}

/** An s3 Store as a config file writes it. */
export const s3Store: z.ZodType<S3Store> & z.core.$ZodTypeDiscriminable = z.strictObject({
  ...storeBase,
  type: z.literal("s3"),
  bucket: z.string().regex(/^[a-z0-9][a-z0-9.-]{1,61}[a-z0-9]$/, "a bucket's name is lower-case letters, digits, . -"),
  prefix: z
    .string()
    .regex(/^([^/]+(\/[^/]+)*)?$/, "a prefix has no slash at its ends")
    .default(""),
  endpoint: z
    .url({ protocol: /^https?$/, error: ENDPOINT })
    .refine(hasNoLogin, ENDPOINT)
    .optional(),
  region: z.string().min(1).default("us-east-1"),
  forcePathStyle: z.boolean().optional(),
  accessKeyId: z.string().min(1).optional(),
  secretAccessKey: z.string().min(1).optional(),
  format: z.enum(["jsonl", "parquet"]).default("jsonl"),
  partChars: z.number().int().min(1024).max(32_000_000).default(2_000_000),
  title: z.string().min(1).optional(),
});
