import { mkdir, stat } from "node:fs/promises";
import { dirname } from "node:path";

/**
 * Makes a folder and those above it, as `mkdir` of `recursive: true` does. That one never ends, and keeps a processor
 * busy, where a file system answers ENOENT to a folder in one that is there (/proc; some automatic mounts): Node 20
 * asks again and again. Throws what the file system says.
 *
 * @param mode of the folders that are made; default: what the process' umask leaves of 0777
 */
export async function makeFolder(path: string, mode?: number): Promise<void> {
  const options = mode === undefined ? {} : { mode };
  try {
    await mkdir(path, options);
  } catch (error) {
    if (isCode(error, "EEXIST") && (await isFolder(path))) return;
    const above = dirname(path);
    if (!isCode(error, "ENOENT") || above === path || (await isFolder(above))) throw error;
    await makeFolder(above, mode);
    // Whoever made it meanwhile did it for us too.
    await makeFolder(path, mode);
  }
}

async function isFolder(path: string): Promise<boolean> {
  try {
    return (await stat(path)).isDirectory();
  } catch (error) {
    if (isCode(error, "ENOENT")) return false;
    throw error;
  }
}

function isCode(error: unknown, code: string): boolean {
  return error instanceof Error && "code" in error && error.code === code;
}
