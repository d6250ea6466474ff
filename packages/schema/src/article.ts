import { z } from "zod";

/** `usable` is delivered; `quarantined` is kept and shown, not delivered; `withdrawn` is gone at its source. */
export type ArticleStatus = "usable" | "quarantined" | "withdrawn";

/** What a person did for the story (作者, 记者, 通讯员, 责任编辑, 摄影, 校对, 审核, 翻译). */
export type CreditRole =
  | "author"
  | "reporter"
  | "correspondent"
  | "editor"
  | "photographer"
  | "proofreader"
  | "reviewer"
  | "translator";

/** One credited person or collective pen-name. */
export interface Credit {
  readonly role: CreditRole;
  readonly name: string;
  /** Organisation given with the name (本报, 长江日报), or null. */
  readonly org: string | null;
}

/** 来源: who the page says the story comes from. */
export interface ArticleSource {
  /** Cleaned name; null where the page names nobody (网络, 未知, 本站 without a site name). */
  readonly name: string | null;
  /** The words on the page. */
  readonly raw: string;
  readonly url: string | null;
}

/** 电头: `新华社南京6月7日电`. */
export interface Dateline {
  readonly agency: string | null;
  readonly place: string | null;
  /** The day it names, `YYYY-MM-DD`: the year (and the month of 19日电) is the publish date's, or the one before. */
  readonly day?: string | null | undefined;
  readonly raw: string;
}

/** Where the story happens (GB/T 2260), with the evidence that says so. */
export interface ArticleRegion {
  readonly code: string;
  readonly name: string;
  /** Development zone without a code of its own, or null. */
  readonly zone: string | null;
  readonly path: readonly string[];
  readonly basis: readonly string[];
  /** 0 to 1. */
  readonly confidence: number;
}

/** One piece of the body, in page order. `text` is its plain text, whatever the type. */
export type Block =
  | { readonly type: "paragraph" | "heading" | "quote"; readonly text: string }
  | {
      readonly type: "image";
      readonly text: string;
      readonly url: string;
      readonly caption: string | null;
      readonly credit: string | null;
    }
  | { readonly type: "list"; readonly text: string; readonly ordered: boolean; readonly items: readonly string[] }
  | { readonly type: "table"; readonly text: string; readonly rows: readonly (readonly string[])[] }
  | { readonly type: "video" | "attachment"; readonly text: string; readonly url: string };

export interface ArticleImage {
  readonly url: string;
  readonly caption: string | null;
  readonly credit: string | null;
}

/** What the page says of the site that shows it. */
export interface ArticleSite {
  readonly host: string | null;
  readonly name: string | null;
  /** 备案号, as printed. */
  readonly icp: string | null;
  /** 公安备案号. */
  readonly police: string | null;
  /** 政府网站标识码. */
  readonly siteCode: string | null;
}

/** A line that was taken out of the body, and by which rule. Contacts in it are redacted. */
export interface Removal {
  /** `group/name`, e.g. `filing/icp`. */
  readonly rule: string;
  readonly text: string;
  readonly where: "head" | "body" | "tail";
}

/**
 * A private contact in the body (手机号, 邮箱, QQ, 微信, 身份证号, 银行卡号, 车牌号), for redaction at delivery. Hotlines and
 * numbers of offices are none.
 */
export interface ArticleContact {
  readonly kind: "mobile" | "email" | "qq" | "wechat" | "idCard" | "bankCard" | "plate";
  /** Index in `blocks`. */
  readonly block: number;
  /** UTF-16 offsets in the block's `text`. */
  readonly start: number;
  readonly end: number;
}

/** How sure the parser is, 0 to 1, by field, and what made it doubt. */
export interface Quality {
  readonly score: number;
  readonly fields: Readonly<Record<string, number>>;
  readonly flags: readonly string[];
}

/** For finding reprints (转载): an exact hash of the normalised body and a sketch of its character 5-grams. */
export interface Fingerprint {
  /** sha256 of the body, width folded, letters, digits and Han only, hex. */
  readonly exact: string;
  /** Number of distinct 5-grams. */
  readonly grams: number;
  /** Bottom-k sketch: the k least 32-bit hashes of the 5-grams, ascending. */
  readonly sketch: readonly number[];
}

/** The group of copies that this article belongs to. */
export interface Cluster {
  readonly id: string;
  /** Article id of the first source. */
  readonly first: string;
  readonly basis: string;
}

/** Where the record comes from. */
export interface Provenance {
  readonly sourceId: string | null;
  readonly fetchedAt: string | null;
  readonly charset: string | null;
  readonly bodySha256: string | null;
  /** `file@offset`, or null. */
  readonly warc: string | null;
  /** `file@offset` of the further pages of a paged story. */
  readonly parts?: readonly string[] | undefined;
  readonly parser: string;
}

/** The record (DESIGN.md section 4); JSON names are fixed. */
export interface Article {
  readonly v: 1;
  /** 26 characters, from the identity of the URL (from the content where there is none). */
  readonly id: string;
  readonly url: string | null;
  readonly canonicalUrl: string | null;
  readonly revision: number;
  /** `sha256:` and hex, over the fields that make a Revision. */
  readonly contentHash: string;
  readonly status: ArticleStatus;
  readonly title: string;
  readonly kicker: string | null;
  readonly subtitle: string | null;
  readonly originalTitle: string | null;
  readonly source: ArticleSource | null;
  readonly credits: readonly Credit[];
  /** ISO 8601 with +08:00, or null. */
  readonly publishedAt: string | null;
  readonly publishedPrecision: "second" | "minute" | "day" | null;
  readonly updatedAt: string | null;
  readonly dateline: Dateline | null;
  readonly section: readonly string[];
  readonly region: ArticleRegion | null;
  readonly blocks: readonly Block[];
  readonly text: string;
  readonly images: readonly ArticleImage[];
  /** BCP 47, e.g. `zh-Hans`. */
  readonly language: string;
  readonly site: ArticleSite;
  readonly rights: { readonly statement: string | null; readonly reprintForbidden: boolean };
  readonly fingerprint: Fingerprint | null;
  readonly cluster: Cluster | null;
  readonly removed: readonly Removal[];
  /** Private contacts in the blocks; absent where there are none. Not part of the content hash. */
  readonly contacts?: readonly ArticleContact[];
  readonly quality: Quality;
  readonly provenance: Provenance;
}

const nullableText = z.string().nullable();
const unit = z.number().min(0).max(1);
const timeSchema = z
  .string()
  .regex(/^\d{4}-\d{2}-\d{2}T\d{2}:\d{2}:\d{2}[+-]\d{2}:\d{2}$/, "expected ISO 8601 with an offset")
  // A month 13 fits the pattern, and is refused by every Store that keeps times as times.
  .refine((time) => !Number.isNaN(Date.parse(time)), "expected a time that is in the calendar");

const blockSchema: z.ZodType<Block> = z.discriminatedUnion("type", [
  z.strictObject({ type: z.enum(["paragraph", "heading", "quote"]), text: z.string() }),
  z.strictObject({
    type: z.literal("image"),
    text: z.string(),
    url: z.string(),
    caption: nullableText,
    credit: nullableText,
  }),
  z.strictObject({ type: z.literal("list"), text: z.string(), ordered: z.boolean(), items: z.array(z.string()) }),
  z.strictObject({ type: z.literal("table"), text: z.string(), rows: z.array(z.array(z.string())) }),
  z.strictObject({ type: z.enum(["video", "attachment"]), text: z.string(), url: z.string() }),
]);

/** Checks an Article that comes from outside; inside, the type is trusted. */
export const articleSchema: z.ZodType<Article> = z.strictObject({
  v: z.literal(1),
  id: z.string().regex(/^[0-9a-hjkmnp-tv-z]{26}$/),
  url: nullableText,
  canonicalUrl: nullableText,
  revision: z.number().int().min(1),
  contentHash: z.string().regex(/^sha256:[0-9a-f]{64}$/),
  status: z.enum(["usable", "quarantined", "withdrawn"]),
  title: z.string(),
  kicker: nullableText,
  subtitle: nullableText,
  originalTitle: nullableText,
  source: z.strictObject({ name: nullableText, raw: z.string(), url: nullableText }).nullable(),
  credits: z.array(
    z.strictObject({
      role: z.enum([
        "author",
        "reporter",
        "correspondent",
        "editor",
        "photographer",
        "proofreader",
        "reviewer",
        "translator",
      ]),
      name: z.string().min(1),
      org: nullableText,
    }),
  ),
  publishedAt: timeSchema.nullable(),
  publishedPrecision: z.enum(["second", "minute", "day"]).nullable(),
  updatedAt: timeSchema.nullable(),
  dateline: z
    .strictObject({
      agency: nullableText,
      place: nullableText,
      day: z.iso.date().nullable().optional(),
      raw: z.string(),
    })
    .nullable(),
  section: z.array(z.string()),
  region: z
    .strictObject({
      code: z.string().regex(/^\d{6}$/),
      name: z.string(),
      zone: nullableText,
      path: z.array(z.string()),
      basis: z.array(z.string()),
      confidence: unit,
    })
    .nullable(),
  blocks: z.array(blockSchema),
  text: z.string(),
  images: z.array(z.strictObject({ url: z.string(), caption: nullableText, credit: nullableText })),
  language: z.string(),
  site: z.strictObject({
    host: nullableText,
    name: nullableText,
    icp: nullableText,
    police: nullableText,
    siteCode: nullableText,
  }),
  rights: z.strictObject({ statement: nullableText, reprintForbidden: z.boolean() }),
  fingerprint: z
    .strictObject({
      exact: z.string().regex(/^[0-9a-f]{64}$/),
      grams: z.number().int().min(0),
      sketch: z.array(z.number().int().min(0)),
    })
    .nullable(),
  cluster: z.strictObject({ id: z.string(), first: z.string(), basis: z.string() }).nullable(),
  removed: z.array(z.strictObject({ rule: z.string(), text: z.string(), where: z.enum(["head", "body", "tail"]) })),
  contacts: z
    .array(
      z.strictObject({
        kind: z.enum(["mobile", "email", "qq", "wechat", "idCard", "bankCard", "plate"]),
        block: z.number().int().min(0),
        start: z.number().int().min(0),
        end: z.number().int().min(1),
      }),
    )
    .exactOptional(),
  quality: z.strictObject({ score: unit, fields: z.record(z.string(), unit), flags: z.array(z.string()) }),
  provenance: z.strictObject({
    sourceId: nullableText,
    fetchedAt: timeSchema.nullable(),
    charset: nullableText,
    bodySha256: nullableText,
    warc: nullableText,
    parts: z.array(z.string()).optional(),
    parser: z.string(),
  }),
});
