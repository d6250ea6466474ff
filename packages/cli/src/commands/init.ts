import { createClient } from "@caibian/http";
import { addSource, openRenderer, parseConfig, STARTER_CONFIG, type SourceEntry } from "@caibian/pipeline";
import { CaibianError, EXIT, type Config } from "@caibian/schema";
import { chooseSections, surveySite, type Survey, type SurveyedSection } from "@caibian/scraper";

import { ask, readChoice } from "../init/ask.ts";
import { readConfigFile, writeConfigFile } from "../init/config-file.ts";
import { DEFAULT_NETWORK } from "../init/network-of.ts";
import { sourceEntryOf, type EntryOptions } from "../init/source-entry.ts";
import { sampleTable, sectionTable, siteLine } from "../init/survey-lines.ts";
import { readPageAddress } from "../inputs/page-address.ts";
import { printJson, printLines } from "../output/print.ts";
import { readArticle } from "../parse/read-article.ts";
import { abortOnSignals } from "../signals.ts";

interface InitCommandOptions extends EntryOptions {
  readonly out: string;
  readonly yes?: boolean;
  readonly json?: boolean;
  readonly allow: readonly string[];
}

/** What of a config a survey obeys. */
type Ground = Pick<Config, "network" | "browser">;

const NO_CONFIG: Ground = {
  network: DEFAULT_NETWORK,
  browser: { path: null, sandbox: null },
};

/** `caibian init [URL]`: finds a site's news and writes a source for it; without a URL a first config. */
export async function initCommand(address: string | undefined, options: InitCommandOptions): Promise<number> {
  const text = options.out === "-" ? null : await readConfigFile(options.out);
  if (address === undefined) return writeStarter(text, options);
  const config = text === null ? null : parseConfig(text, options.out, process.env);
  const url = readPageAddress(address);
  refuseTaken(options.id, config);
  const ground = config ?? NO_CONFIG;
  const isAsking = options.yes !== true && options.json !== true && process.stdin.isTTY && process.stderr.isTTY;
  const signals = abortOnSignals();
  try {
    const survey = await lookAround(url, ground, isAsking, options, signals.signal);
    refuseKnown(survey, config);
    const entry = sourceEntryOf(survey, options, new Set(config?.sources.map(({ id }) => id)));
    const grown = addSource(text, options.out, entry, { allow: options.allow, env: process.env });
    return await conclude({ survey, entry, grown, isNew: text === null }, isAsking, options, signals.signal);
  } finally {
    signals.stop();
  }
}

async function writeStarter(text: string | null, { out, json }: InitCommandOptions): Promise<number> {
  if (out === "-") {
    process.stdout.write(STARTER_CONFIG);
    return EXIT.done;
  }
  if (text !== null)
    throw new CaibianError({
      code: "E_EXISTS",
      what: "There is a config already",
      where: out,
      next: "Add a site to it with `caibian init URL`, or name another file with --out.",
      exitCode: EXIT.usage,
    });
  await writeConfigFile(out, STARTER_CONFIG);
  if (json === true) printJson({ file: out });
  else printLines([`Wrote ${out}. Put your sites into it, or let \`caibian init URL\` do it.`]);
  return EXIT.done;
}

async function lookAround(
  url: string,
  ground: Ground,
  isAsking: boolean,
  options: InitCommandOptions,
  signal: AbortSignal,
): Promise<Survey> {
  const { allow, userAgent } = ground.network;
  const client = createClient({ ...ground.network, allow: [...allow, ...options.allow] });
  const renderer = openRenderer(ground, client, process.env);
  try {
    return await surveySite(url, {
      client,
      renderer,
      userAgent,
      readArticle,
      signal,
      ...(options.delay === undefined ? {} : { delayMs: options.delay }),
      ...(isAsking ? { choose: (sections) => chooseByHand(sections, signal) } : {}),
      report: ({ url: asked, count }) => process.stderr.write(`${count}. ${asked}\n`),
    });
  } finally {
    await renderer.close();
    await client.close();
  }
}

async function chooseByHand(
  sections: readonly SurveyedSection[],
  signal: AbortSignal,
): Promise<readonly SurveyedSection[]> {
  const proposed = chooseSections(sections);
  if (sections.length < 2) return proposed;
  process.stderr.write(`\n${sectionTable(sections, proposed)}\n\n`);
  const numbers = proposed.map((section) => sections.indexOf(section) + 1).join(" ");
  const answer = await ask(`Which sections? [${numbers}] `, numbers, signal);
  return readChoice(answer, sections.length).flatMap((index) => sections[index] ?? []);
}

/** Told before the site is asked for anything. */
function refuseTaken(id: string | undefined, config: Config | null): void {
  if (id === undefined || config?.sources.some((source) => source.id === id) !== true) return;
  throw new CaibianError({
    code: "E_EXISTS",
    what: "The config has a source of this id already",
    where: id,
    next: "Name another with --id, or leave it out: the id is then made from the host's name.",
    exitCode: EXIT.usage,
  });
}

/** A section twice would be visited twice. */
function refuseKnown(survey: Survey, config: Config | null): void {
  const urls = new Set(survey.chosen.map(({ url }) => url));
  const known = config?.sources.find(({ start }) => start.some((url) => urls.has(url)));
  if (known === undefined) return;
  throw new CaibianError({
    code: "E_EXISTS",
    what: "The config has this section already",
    where: known.id,
    why: `it starts at ${known.start.join(" ")}`,
    next: "Visit it with `caibian run`, or name another section.",
    exitCode: EXIT.usage,
  });
}

interface Found {
  readonly survey: Survey;
  readonly entry: SourceEntry;
  /** The config with the source in it. */
  readonly grown: string;
  readonly isNew: boolean;
}

async function conclude(
  found: Found,
  isAsking: boolean,
  options: InitCommandOptions,
  signal: AbortSignal,
): Promise<number> {
  const { survey, entry, grown, isNew } = found;
  const { out } = options;
  const code = survey.samples.some(({ article }) => article?.status === "usable") ? EXIT.done : EXIT.someFailed;
  if (options.json !== true) showFound(survey, out === "-");
  if (isAsking && !/^y/i.test(await ask(`\nAdd ${entry.id} to ${out}? [Y/n] `, "y", signal))) {
    printLines(["Nothing was written."]);
    return EXIT.done;
  }
  if (out !== "-") await writeConfigFile(out, grown);
  if (options.json === true) printJson({ file: out === "-" ? null : out, source: entry, survey });
  else if (out === "-") process.stdout.write(grown);
  else
    printLines(["", `${isNew ? "Wrote" : "Added to"} ${out}: source ${entry.id}. Next: \`caibian run ${entry.id}\`.`]);
  return code;
}

/** Beside a config on standard output, what was found goes to standard error. */
function showFound(survey: Survey, isConfigOnOut: boolean): void {
  const text = [
    "",
    siteLine(survey),
    "",
    sectionTable(survey.sections, survey.chosen),
    "",
    survey.samples.length > 0 ? sampleTable(survey.samples) : "No article was looked at.",
  ].join("\n");
  (isConfigOnOut ? process.stderr : process.stdout).write(`${text}\n`);
}
