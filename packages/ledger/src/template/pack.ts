import { closeSync, mkdirSync, openSync, readdirSync, readFileSync, writeSync } from "node:fs";
import { join } from "node:path";
import { gunzipSync, gzipSync } from "node:zlib";

/** The folders and files of a packed folder, in the order of their bytes. */
interface Contents {
  readonly v: 1;
  readonly folders: readonly string[];
  readonly files: readonly { readonly path: string; readonly bytes: number }[];
}

const MOST_BYTES = 256 * 1024 * 1024;

/** A folder as one gzip: a line of JSON that lists it, then the bytes of its files. */
export function packFolder(root: string): Buffer {
  const entries = readdirSync(root, { recursive: true, withFileTypes: true })
    .map((entry) => ({ entry, path: join(entry.parentPath, entry.name).slice(root.length + 1) }))
    .sort((a, b) => (a.path < b.path ? -1 : 1));
  const files = entries.filter(({ entry }) => entry.isFile());
  const bodies = files.map(({ path }) => readFileSync(join(root, path)));
  const contents: Contents = {
    v: 1,
    folders: entries.filter(({ entry }) => entry.isDirectory()).map(({ path }) => path),
    files: files.map(({ path }, i) => ({ path, bytes: bodies[i]?.length ?? 0 })),
  };
  return gzipSync(Buffer.concat([Buffer.from(`${JSON.stringify(contents)}\n`), ...bodies]), { level: 9 });
}

/** Writes a packed folder out below `root`, which must not be there. Only for packs made by our own build. */
export function unpackFolder(pack: Uint8Array, root: string): void {
  const bytes = gunzipSync(pack, { maxOutputLength: MOST_BYTES });
  const end = bytes.indexOf(10);
  // Made by packFolder and by nothing else.
  const contents = JSON.parse(bytes.toString("utf8", 0, end)) as Contents;
  mkdirSync(root, { mode: 0o700 });
  for (const folder of contents.folders) mkdirSync(join(root, folder), { mode: 0o700 });
  let at = end + 1;
  for (const file of contents.files) {
    const handle = openSync(join(root, file.path), "wx", 0o600);
    try {
      if (file.bytes > 0) writeSync(handle, bytes, at, file.bytes);
    } finally {
      closeSync(handle);
    }
    at += file.bytes;
  }
}
