import { openLedger, type RecordFilter } from "@caibian/ledger";
import { loadConfig } from "@caibian/pipeline";
import { CaibianError, EXIT, type ArticleStatus } from "@caibian/schema";
import { isSelected, redactArticle, type Redaction, type Selection } from "@caibian/schema/shape";

import { currentRecords, type CurrentRecord } from "../export/current-records.ts";
import { recordWriter, type ExportFormat, type RecordWriter } from "../export/format.ts";
import { writeOut } from "../export/write-out.ts";
import { refuseForeignSource } from "../inputs/known-source.ts";
import { startTicker } from "../output/ticker.ts";
import { abortOnSignals } from "../signals.ts";

interface ExportCommandOptions {
  readonly config: string;
  readonly format: ExportFormat;
  readonly out: string;
  readonly source: readonly string[];
  readonly region: readonly string[];
  readonly since?: string;
  readonly until?: string;
  readonly by: "changed" | "published";
  readonly status: ArticleStatus | "all";
  readonly fields?: readonly string[];
  readonly redact: Redaction;
  readonly json?: boolean;
}

/** `caibian export`: the current articles as a file or on standard output, also beside a running owner. */
export async function exportCommand(options: ExportCommandOptions): Promise<number> {
  const writer = recordWriter(options.format, options.fields);
  const config = await loadConfig(options.config, process.env);
  const ticker = startTicker();
  const signals = abortOnSignals();
  const { signal } = signals;
  const ledger = await openLedger({ location: config.ledger, role: "visitor" });
  try {
    for (const id of options.source) await refuseForeignSource(id, config, ledger);
    let records = 0;
    const onText = (): void => ticker.tick(`${++records} records written`);
    const texts = textsOf(currentRecords(ledger, filterOf(options)), writer, options, { signal, onText });
    await writeOut(options.out, texts, signal);
    ticker.end();
    printReport(records, options);
    return EXIT.done;
  } catch (error) {
    throw signal.aborted ? interrupted(options.out, error) : error;
  } finally {
    signals.stop();
    await ledger.close();
  }
}

async function* textsOf(
  records: AsyncIterable<CurrentRecord>,
  writer: RecordWriter,
  { region, redact }: ExportCommandOptions,
  watch: { readonly signal: AbortSignal; readonly onText: () => void },
): AsyncGenerator<string> {
  const selection: Selection = region.length === 0 ? {} : { region };
  if (writer.head !== "") yield writer.head;
  for await (const record of records) {
    watch.signal.throwIfAborted();
    const text = textOf(record, writer, selection, redact);
    if (text === "") continue;
    watch.onText();
    yield text;
  }
}

function textOf(record: CurrentRecord, writer: RecordWriter, selection: Selection, redact: Redaction): string {
  switch (record.kind) {
    case "article":
      if (!isSelected(record.article, selection)) return "";
      return writer.article(redactArticle(record.article, redact));
    case "withdrawn":
      // Where it happened went with its text.
      return selection.region === undefined ? writer.withdrawn(record.withdrawn) : "";
    default:
      return record satisfies never;
  }
}

function filterOf({ source, status, since, until, by }: ExportCommandOptions): RecordFilter {
  return {
    sources: source.length === 0 ? undefined : source,
    status: status === "all" ? undefined : status,
    since,
    until,
    by,
  };
}

/** Standard output may be the export itself: then the report goes to standard error. */
function printReport(records: number, { out, format, json }: ExportCommandOptions): void {
  const place = out === "-" ? "standard output" : out;
  const text = json === true ? JSON.stringify({ records, format, out }) : `${records} records written to ${place}`;
  process[out === "-" ? "stderr" : "stdout"].write(`${text}\n`);
}

function interrupted(out: string, cause: unknown): CaibianError {
  return new CaibianError({
    code: "E_INTERRUPTED",
    what: "The export was interrupted",
    where: out,
    why: out === "-" ? "what was printed is not all" : "nothing was written there",
    next: "Run it again.",
    cause,
    exitCode: EXIT.interrupted,
  });
}
