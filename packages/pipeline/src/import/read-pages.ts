import { readResponse, readWarc, targetOf, WarcError, type ReadPage, type WarcRecord } from "@caibian/scraper";

import type { ImportTally } from "./import-report.ts";

/** Which pages of a file are wanted. */
export interface PageFilter {
  /** Fetched at or after, epoch milliseconds. */
  readonly sinceMs: number | null;
  readonly urlPrefix: string | null;
}

/** A day, for clocks that are wrong and zones that were left out. */
const SLACK_MS = 86_400_000;
/** There was no web before. */
const EARLIEST_MS = Date.UTC(1990, 0);

/** The HTML pages of a WARC file that came with status 200, in its order; all else is counted. */
export async function* readPages(file: string, filter: PageFilter, tally: ImportTally): AsyncGenerator<ReadPage> {
  const { counts } = tally;
  for await (const item of readWarc(file)) {
    try {
      if (item instanceof WarcError) throw item;
      counts.records++;
      if (item.type !== "response") continue;
      if (!isWanted(item, filter)) {
        counts.filtered++;
        continue;
      }
      checkDate(item, file);
      const page = readResponse(item, file);
      if (page.status === 200 && isHtml(page)) yield page;
      else counts.notPages++;
    } catch (error) {
      if (!(error instanceof WarcError)) throw error;
      tally.fail({ file, offset: error.offset, code: error.code, why: error.why ?? error.what });
    }
  }
}

function isWanted({ fields }: WarcRecord, { sinceMs, urlPrefix }: PageFilter): boolean {
  const url = targetOf(fields);
  // Its error is told by whoever reads it.
  if (url === null) return urlPrefix === null;
  if (urlPrefix !== null && !url.startsWith(urlPrefix)) return false;
  return sinceMs === null || !(Date.parse(fields["warc-date"] ?? "") < sinceMs);
}

/** A look in years to come would make every later copy of the page an older one. */
function checkDate({ fields, offset }: WarcRecord, file: string): void {
  const text = fields["warc-date"] ?? "";
  const date = Date.parse(text);
  if (date < EARLIEST_MS || date > Date.now() + SLACK_MS)
    throw new WarcError("E_WARC_HTTP", { file, offset }, `its date cannot be: ${text.slice(0, 40)}`);
}

function isHtml({ headers, bytes }: ReadPage): boolean {
  const type = headers["content-type"];
  if (type !== undefined) return /\bx?html\b/i.test(type);
  return /^\s*</.test(Buffer.from(bytes.subarray(0, 200)).toString("latin1"));
}
