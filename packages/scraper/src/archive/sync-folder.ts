import { open } from "node:fs/promises";

/** Brings a folder's names to the disk: a new file's name must survive a power cut as well as its bytes. */
export async function syncFolder(path: string): Promise<void> {
  const folder = await open(path, "r");
  try {
    await folder.sync();
  } finally {
    await folder.close();
  }
}
