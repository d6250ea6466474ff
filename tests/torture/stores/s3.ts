import { readObjects, startProxy, startS3 } from "@caibian/testkit";

import { holdingIn, type TestedStore } from "./tested-store.ts";

/** Small parts: writing one anew costs little, and many fill up in a run. */
const PART_CHARS = 100_000;

/** Objects in a bucket of s3rver, which is no server to kill: it does not keep its files whole. */
export async function startS3Store(): Promise<TestedStore> {
  const server = await startS3();
  const wire = await startProxy(server.url);
  const { bucket, accessKeyId, secretAccessKey } = server;
  const reading: TestedStore["reading"] = () => readObjects(server.url, bucket);
  const endpoint = new URL(wire.url).origin;
  return {
    input: { id: "set", type: "s3", bucket, endpoint, accessKeyId, secretAccessKey, partChars: PART_CHARS },
    kind: "file",
    wire,
    server: null,
    holding: holdingIn(reading),
    reading,
    close: async () => {
      await wire.close();
      await server.stop();
    },
  };
}
