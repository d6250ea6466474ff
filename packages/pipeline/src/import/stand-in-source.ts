import { sourceSchema, type Source } from "@caibian/schema";

/** The Source of pages that none of the config's Sources stands for. */
export const IMPORT_ID = "import";

/** A Source that the config does not name: its pages are kept and read, never asked for. */
export function standInSource(id: string): Source {
  return sourceSchema.parse({ id, start: ["http://import.invalid/"], recheck: { afterMs: [] } });
}
