import { storeSchema, type S3Store, type Store } from "@caibian/schema";
import { startProxy, startS3, type Proxy, type S3Server } from "@caibian/testkit";

import { storeContract } from "../contract/store-contract.test-suite.ts";
import { circular, heldOf } from "../contract/store-kind.test-suite.ts";
import { S3Bucket } from "./bucket.ts";
import { DATA } from "./keys.ts";
import { formatOf } from "./part-format.ts";

let server: S3Server;
let proxy: Proxy;
let made = 0;

for (const format of ["jsonl", "parquet"] as const) {
  storeContract({
    name: "s3",
    sort: "file",
    bad: circular,
    // hyparquet reads a column's text without a byte order mark at its start.
    kept: (text) => (format === "parquet" ? text.replace(/^\ufeff/, "") : text),
    setUp: async () => {
      server = await startS3();
      proxy = await startProxy(server.url);
    },
    tearDown: async () => {
      await proxy.close();
      await server.stop();
    },
    fresh: () => {
      const { bucket, accessKeyId, secretAccessKey } = server;
      const place = { bucket, prefix: `lake/${String(made++)}`, endpoint: proxy.url };
      return Promise.resolve(
        storeSchema.parse({ id: "lake", type: "s3", ...place, accessKeyId, secretAccessKey, format }),
      );
    },
    held: async (store) => {
      const bucket = new S3Bucket(store as S3Store);
      const rows: Record<string, unknown>[] = [];
      for await (const { key } of bucket.list(DATA)) {
        const object = await bucket.get(key);
        const lines = object === null ? [] : await (await formatOf({ format })).decode(object.bytes);
        rows.push(...lines.map((line) => JSON.parse(line) as Record<string, unknown>));
      }
      bucket.close();
      return rows.map(heldOf);
    },
    withWrongCredentials: (store) => ({ ...store, accessKeyId: "NOBODY" }) as Store,
    wire: () => ({
      cut: () => proxy.cut(),
      resume: () => (proxy.latency(0), proxy.resume()),
      slow: (ms) => proxy.latency(ms),
    }),
    makeOlderTarget: null,
  });
}
