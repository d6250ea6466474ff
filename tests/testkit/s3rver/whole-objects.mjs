// Loaded into s3rver: an object is there whole or not at all, as S3 promises. By itself s3rver writes over the object
// while the request comes in: who reads meanwhile gets a part of it, and a request that is cut leaves an empty one.
import { createHash } from "node:crypto";
import { mkdir, rename, writeFile } from "node:fs/promises";
import { createRequire } from "node:module";
import { dirname } from "node:path";

const FilesystemStore = createRequire(process.argv[1])("../lib/stores/filesystem.js");
let count = 0;

FilesystemStore.prototype.putObject = async function putObject({ bucket, key, content, metadata }) {
  const path = this.getResourcePath(bucket, key, "object");
  const bytes = Buffer.isBuffer(content) ? content : await readWhole(content);
  await mkdir(dirname(path), { recursive: true });
  const fresh = `${path}.${String(++count)}.new`;
  await writeFile(fresh, bytes);
  await rename(fresh, path);
  const md5 = createHash("md5").update(bytes).digest("hex");
  await this.putMetadata(bucket, key, metadata, md5);
  return { size: bytes.length, md5 };
};

/** Never ends for a request that is cut: nothing is written then. */
async function readWhole(stream) {
  const pieces = [];
  for await (const piece of stream) pieces.push(piece);
  return Buffer.concat(pieces);
}
