import { openLedger, type Ledger, type ScheduleState, type ScheduleWish } from "@caibian/ledger";
import { loadConfig } from "@caibian/pipeline";
import { CaibianError, EXIT, type Config } from "@caibian/schema";

import { refuseForeignSource } from "../inputs/known-source.ts";
import { countOf } from "../output/count.ts";
import { printJson, printLines } from "../output/print.ts";
import { table } from "../output/table.ts";

/** What `caibian schedule` may be told to do. */
export type ScheduleAction = ScheduleWish | "list";

interface ScheduleCommandOptions {
  readonly config: string;
  readonly json?: boolean;
}

/** `caibian schedule`: what is visited when; pauses, resumes and asks for Visits, beside a running `serve`. */
export async function scheduleCommand(
  action: ScheduleAction,
  ids: readonly string[],
  options: ScheduleCommandOptions,
): Promise<number> {
  const config = await loadConfig(options.config, process.env);
  const ledger = await openLedger({ location: config.ledger, role: "visitor" });
  try {
    const said = action === "list" ? null : await wish(ledger, action, ids, config);
    const states = await ledger.schedules();
    if (options.json === true) printJson(rowsOf(config, states));
    else printLines(said === null ? [tableOf(config, states)] : [said]);
    return EXIT.done;
  } finally {
    await ledger.close();
  }
}

const DONE: Readonly<Record<ScheduleWish, string>> = {
  pause: "Paused",
  resume: "Resumed",
  run: "Asked for a visit of",
};

async function wish(ledger: Ledger, word: ScheduleWish, ids: readonly string[], config: Config): Promise<string> {
  if (ids.length === 0) {
    throw new CaibianError({
      code: "E_USAGE",
      what: `Which sources to ${word} is not said`,
      where: `caibian schedule ${word}`,
      next: `Name them: caibian schedule ${word} ${config.sources[0]?.id ?? "ID"}`,
      exitCode: EXIT.usage,
    });
  }
  for (const id of ids) await refuseForeignSource(id, config, ledger);
  // A config that was not yet run names sources that the ledger does not know.
  if (ledger.role === "owner") await ledger.addSources(config.sources);
  const count = await ledger.wish(word, ids);
  return `${DONE[word]} ${countOf(count, "source")}: the process that serves heeds it within seconds, or when it starts.`;
}

interface ScheduleRow extends ScheduleState {
  readonly name: string;
}

/** Every Source of the config, with what the ledger knows of its Visits. */
function rowsOf(config: Config, states: readonly ScheduleState[]): readonly ScheduleRow[] {
  const known = new Map(states.map((state) => [state.sourceId, state]));
  return config.sources.map(({ id, name, schedule, timeZone }) => ({
    name,
    nextAt: null,
    ranAt: null,
    pausedAt: null,
    askedAt: null,
    ...known.get(id),
    sourceId: id,
    cron: schedule,
    timeZone,
  }));
}

function tableOf(config: Config, states: readonly ScheduleState[]): string {
  return table(
    ["source", "name", "schedule", "zone", "next", "last", "state"],
    rowsOf(config, states).map((row) => [
      row.sourceId,
      row.name,
      row.cron ?? "by hand",
      row.timeZone ?? "-",
      row.pausedAt === null ? (row.nextAt ?? "-") : "-",
      row.ranAt ?? "never",
      stateOf(row),
    ]),
  );
}

function stateOf({ pausedAt, askedAt }: ScheduleRow): string {
  const paused = pausedAt === null ? [] : [`paused since ${pausedAt}`];
  const asked = askedAt === null ? [] : [`asked for at ${askedAt}`];
  return [...paused, ...asked].join(", ") || "-";
}
