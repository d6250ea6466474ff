import { expect, test } from "vitest";

import { s3Store } from "./s3.ts";

const store = { id: "lake", type: "s3", bucket: "news" };

test.each(["http://user:p#w@minio:9000", "https://user:pw@minio.example.org", "minio.example.org:9000"])(
  "says what an endpoint is to one that is none: %s",
  (endpoint) => {
    const { error } = s3Store.safeParse({ ...store, endpoint });

    expect(error?.issues[0]?.path).toEqual(["endpoint"]);
    expect(error?.issues[0]?.message).toContain("accessKeyId");
  },
);

test("takes an endpoint with a port and a path", () => {
  expect(s3Store.safeParse({ ...store, endpoint: "http://127.0.0.1:9000/s3" }).success).toBe(true);
});
