import { gunzipSync } from "node:zlib";

import { recordsOf } from "./read-lines-folder.ts";
import { rowsOf } from "./read-parquet.ts";
import type { StoreReading, StoreRecord } from "./store-reading.ts";

/** Reads an s3 Store's data from a server that lets strangers read, as s3rver does. */
export async function readObjects(endpoint: string, bucket: string): Promise<StoreReading> {
  const records: StoreRecord[] = [];
  for (const key of await dataKeys(endpoint, bucket)) {
    const bytes = Buffer.from(await (await ask(`${endpoint}/${bucket}/${key}`)).arrayBuffer());
    if (key.endsWith(".parquet")) records.push(...(await rowsOf(bytes)));
    else records.push(...recordsOf(key.endsWith(".gz") ? gunzipSync(bytes) : bytes, key));
  }
  return { name: `s3#${bucket}`, kind: "file", records };
}

async function dataKeys(endpoint: string, bucket: string): Promise<readonly string[]> {
  const keys: string[] = [];
  for (;;) {
    const query = new URLSearchParams({ prefix: "data/", marker: keys.at(-1) ?? "" });
    const list = await (await ask(`${endpoint}/${bucket}?${query.toString()}`)).text();
    const page = [...list.matchAll(/<Key>([^<]+)<\/Key>/g)].map(([, key = ""]) => key);
    keys.push(...page);
    if (page.length === 0 || !list.includes("<IsTruncated>true<")) return keys;
  }
}

async function ask(url: string): Promise<Response> {
  const response = await fetch(url);
  if (!response.ok) throw new Error(`Expected ${url} to be there, got ${response.status}`);
  return response;
}
