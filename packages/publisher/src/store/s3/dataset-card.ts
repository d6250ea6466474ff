import { toBeijing, type S3Store } from "@caibian/schema";

import type { S3Bucket } from "./bucket.ts";
import { endedRows } from "./ended-runs.ts";
import { DATA, lanePointers } from "./keys.ts";
import type { LanePointer } from "./lane.ts";
import type { PartFormat } from "./part-format.ts";

/** What the data set has now. */
interface Contents {
  readonly rows: number;
  readonly objects: number;
  readonly bytes: number;
  readonly days: Readonly<Record<string, { readonly objects: number; readonly bytes: number }>>;
}

/** Writes `README.md`, a card as Hugging Face reads it, and `manifest.json`, both from what lies in the bucket. */
export async function writeCard(store: S3Store, bucket: S3Bucket, format: PartFormat, nowMs: number): Promise<void> {
  const contents = await look(bucket);
  const at = toBeijing(nowMs);
  const manifest = { v: 1, at, format: format.extension, ...contents };
  await bucket.put("manifest.json", `${JSON.stringify(manifest, null, 2)}\n`, { contentType: "application/json" });
  await bucket.put("README.md", cardOf(store, format, contents, at), { contentType: "text/markdown; charset=utf-8" });
}

async function look(bucket: S3Bucket): Promise<Contents> {
  const days: Record<string, { objects: number; bytes: number }> = {};
  let objects = 0;
  let bytes = 0;
  for await (const found of bucket.list(DATA)) {
    const date = /^data\/date=([^/]+)\//.exec(found.key)?.[1];
    if (date === undefined) continue;
    const day = (days[date] ??= { objects: 0, bytes: 0 });
    day.objects++;
    day.bytes += found.bytes;
    objects++;
    bytes += found.bytes;
  }
  let rows = await endedRows(bucket);
  for await (const { key } of bucket.list(lanePointers())) {
    const found = await bucket.get(key);
    if (found === null) continue;
    const pointer = JSON.parse(Buffer.from(found.bytes).toString("utf8")) as LanePointer;
    rows += pointer.rows + Number((await bucket.head(pointer.part))?.metadata["rows"] ?? 0);
  }
  return { rows, objects, bytes, days };
}

function cardOf(store: S3Store, format: PartFormat, { rows, objects, bytes }: Contents, at: string): string {
  const name = store.title ?? store.id;
  return `---
pretty_name: ${JSON.stringify(name)}
language:
  - zh
license: other
license_name: rights-of-each-source
size_categories:
  - ${sizeCategory(rows)}
tags:
  - news
configs:
  - config_name: default
    data_files: "data/**/*.${format.extension}"
---

# ${name.replaceAll(/[\r\n]+/g, " ")}

Regional Chinese news, gathered and edited by caibian. ${String(rows)} rows in ${String(objects)} objects, ${String(bytes)} bytes, as of ${at}.

- \`data/date=YYYY-MM-DD/part-….${format.extension}\`: one row a revision of an article, by the day in China on which it was committed.
- The highest \`revision\` of an \`id\` is the one that counts. A row with \`status: withdrawn\` takes the article back: leave out its earlier rows.
- \`id\`, \`url\`, \`revision\`, \`status\` are in every row${format.extension === "parquet" ? "; `record` is the whole article as JSON" : ""}.
- \`manifest.json\`: objects and bytes by day. \`_caibian/\`: what the writer needs; not data.

Rights: each article belongs to its source, named in its record. Nothing here grants a licence to the text.
`;
}

function sizeCategory(rows: number): string {
  const bounds: readonly (readonly [number, string])[] = [
    [1e3, "n<1K"],
    [1e4, "1K<n<10K"],
    [1e5, "10K<n<100K"],
    [1e6, "100K<n<1M"],
    [1e7, "1M<n<10M"],
    [1e8, "10M<n<100M"],
  ];
  return bounds.find(([below]) => rows < below)?.[1] ?? "100M<n<1B";
}
