// `npm run torture -- --minutes M --seed S`: a random schedule of faults over the whole of caibian, and the books.
import { appendFileSync, rmSync } from "node:fs";
import { join } from "node:path";

import { readArguments, USAGE, type TortureArguments } from "./arguments.ts";
import { reportJson, reportLines } from "./report.ts";
import { startSystem, type System } from "./system.ts";
import { torture } from "./torture.ts";

const ARTICLES = 140;
const EXIT = { sound: 0, unsound: 1, usage: 2 } as const;

process.exitCode = await main(process.argv.slice(2));

async function main(args: readonly string[]): Promise<number> {
  let wanted: TortureArguments;
  try {
    wanted = readArguments(args, new Date());
  } catch (error) {
    console.error(`${error instanceof Error ? error.message : String(error)}\nUsage: ${USAGE}`);
    return EXIT.usage;
  }
  const { seed, minutes } = wanted;
  console.log(`torture: ${minutes} min, seed ${seed}`);
  const system = await startSystem({ seed, articles: ARTICLES });
  let isKept = true;
  try {
    const report = await torture(system, { seed, minutes, note: noteTo(system) });
    for (const line of reportLines(report, { seed, minutes, deaths: system.deaths })) console.log(line);
    if (wanted.json) console.log(reportJson(report, { seed, minutes, deaths: system.deaths }));
    isKept = wanted.keep || !report.isSound;
    return report.isSound ? EXIT.sound : EXIT.unsound;
  } finally {
    await Promise.all(system.members.map((member) => member.stop()));
    await system.close();
    if (isKept)
      console.log(
        `kept: ${system.folder} (logs, config, stores)\nagain: npm run torture -- --minutes ${minutes} --seed ${seed}`,
      );
    else rmSync(system.folder, { recursive: true, force: true });
  }
}

/** Each step goes to the terminal and, with the clock that the members' logs have, beside their logs. */
function noteTo({ folder }: System): (text: string) => void {
  const started = performance.now();
  const file = join(folder, "logs", "schedule.log");
  return (text) => {
    console.log(`${((performance.now() - started) / 1000).toFixed(1).padStart(6)} s  ${text}`);
    appendFileSync(file, `${new Date().toISOString()} ${text}\n`);
  };
}
