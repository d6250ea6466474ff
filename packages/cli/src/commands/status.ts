import { openLedger, type Ledger, type ScheduleState, type SourceStatus } from "@caibian/ledger";
import { loadConfig, lowFolders, nextStepOf } from "@caibian/pipeline";
import { EXIT, type BackfillProgress } from "@caibian/schema";

import { refuseForeignSource } from "../inputs/known-source.ts";
import { diskText } from "../output/disk-text.ts";
import { hostsTable } from "../output/hosts-table.ts";
import { countOf } from "../output/count.ts";
import { printJson, printLines } from "../output/print.ts";
import { storeStatusLines, type StoreStatus } from "../output/store-status.ts";
import { clip, table } from "../output/table.ts";

interface StatusCommandOptions {
  readonly config: string;
  readonly release?: string;
  readonly drop?: string;
  readonly json?: boolean;
}

/** `caibian status`: the ledger at a glance, also beside a running `serve`. */
export async function statusCommand(options: StatusCommandOptions): Promise<number> {
  const config = await loadConfig(options.config, process.env);
  const ledger = await openLedger({ location: config.ledger, role: "visitor" });
  try {
    await refuseForeignSource(options.release ?? options.drop, config, ledger);
    await decideHeld(ledger, options);
    const report = await ledger.status();
    const ids = config.stores.map((store) => store.id);
    const reports = await ledger.storeReports(ids);
    const stores = (await ledger.log.lag(ids)).map((lag, at) => ({ ...reports[at], ...lag }));
    const backfills = await ledger.history.backfills(ids);
    const hosts = await ledger.hostStates();
    const low = await lowFolders(config);
    const configured = new Set(config.stores.map(({ id }) => id));
    const strayStores = (await ledger.storeIds()).filter((id) => !configured.has(id));
    if (options.json === true) {
      printJson({ ...report, stores, backfills, hosts, low, strayStores, schedules: await ledger.schedules() });
      return EXIT.done;
    }
    const { usable, quarantined, withdrawn } = report.articles;
    printLines([
      `articles: ${usable} usable, ${quarantined} quarantined, ${withdrawn} withdrawn · refused pages: ${report.refusedPages} · log at ${report.logHead}`,
      "",
      table(
        ["source", "name", "state", "since", "articles", "waiting", "failed", "held", "last visit", "outcome"],
        report.sources.map((source) => [
          source.id,
          source.name,
          source.active ? source.state : "not in config",
          source.stateSince,
          source.articles.usable,
          source.leadsWaiting,
          source.leadsFailed,
          source.heldChanges,
          source.lastVisit?.endedAt ?? source.lastVisit?.visit.startedAt ?? "never",
          source.lastVisit?.outcome ?? "-",
        ]),
      ),
      ...low.flatMap((room) => ["", diskText({ state: "disk-low", room })]),
      ...pausedLines(await ledger.schedules()),
      ...report.sources.flatMap(troubleLines),
      ...optional(hostsTable(hosts)),
      "",
      ...storeStatusLines(stores),
      ...unservedLines(ledger, stores),
      ...strayStores.map((id) => `store ${id} is not in the config: nothing is kept in the log for it`),
      ...backfills.filter((one) => one.state === "running").map(backfillLine),
    ]);
    return EXIT.done;
  } finally {
    await ledger.close();
  }
}

/** The owner of an embedded ledger serves; when that is us, nobody does. */
function unservedLines({ engine, role }: Ledger, stores: readonly StoreStatus[]): readonly string[] {
  if (engine !== "pglite" || role === "visitor" || stores.every(({ behind }) => behind === 0)) return [];
  return ["", "Nobody delivers at the moment.", "  next:  caibian run, or caibian serve"];
}

function backfillLine({ storeId, sent, total, startedAt }: BackfillProgress): string {
  return `backfill of ${storeId}: ${sent} of ${total} sent since ${startedAt}`;
}

/** Sources that are not visited on schedule, because a person said so. */
function pausedLines(schedules: readonly ScheduleState[]): readonly string[] {
  const paused = schedules.flatMap(({ sourceId, pausedAt }) => (pausedAt === null ? [] : [{ sourceId, pausedAt }]));
  if (paused.length === 0) return [];
  return ["", ...paused.map(({ sourceId, pausedAt }) => `source ${sourceId} is paused since ${pausedAt}`)];
}

/** A part of its own, set off by an empty line. */
function optional(part: string | null): readonly string[] {
  return part === null ? [] : ["", part];
}

/** Why a Source is not well, and the lists that are not to be read. */
function troubleLines(source: SourceStatus): readonly string[] {
  if (!source.active || source.cause === null) return [];
  // With one list the cause says it all.
  const lists = (source.lists.length > 1 ? source.lists : []).flatMap(({ url, trouble }) =>
    trouble === null ? [] : [`  list:  ${clip(`${url}: ${trouble.message} [${trouble.code}]`, LINE)}`],
  );
  const codes = source.lists.flatMap(({ trouble }) => trouble?.code ?? []);
  const next = nextStepOf(source.state, codes);
  return [
    "",
    `source ${source.id} is ${source.state}`,
    `  why:   ${clip(source.cause, LINE)}`,
    ...lists,
    ...(next === null ? [] : [`  next:  ${next}`]),
  ];
}

/** Columns of a line that quotes what a site said. */
const LINE = 240;

/** A person's word on changes that were held back. */
async function decideHeld(ledger: Ledger, { release, drop }: StatusCommandOptions): Promise<void> {
  if (release !== undefined) {
    const { applied } = await ledger.releaseHeld(release);
    process.stderr.write(
      applied === 0
        ? `No changes of ${release} were held; it is taken for well again.\n`
        : `Released ${countOf(applied, "change")} of ${release}; the next run, or serve, delivers.\n`,
    );
  }
  if (drop !== undefined) {
    const dropped = await ledger.dropHeld(drop);
    process.stderr.write(`Forgot ${countOf(dropped, "change")} of ${drop}.\n`);
  }
}
