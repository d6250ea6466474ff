import { loadConfig, STARTER_CONFIG } from "@caibian/pipeline";
import { EXIT, type Config } from "@caibian/schema";

import { printJson, printLines } from "../output/print.ts";
import { placeOf } from "../output/store-place.ts";
import { table } from "../output/table.ts";
import { configWithoutSecrets, queuePlace, shownAddress, withoutLogin } from "../output/without-secrets.ts";

/** `caibian validate`: checks a config file and shows what it says. */
export async function validateCommand(options: {
  readonly config: string;
  readonly example?: boolean;
  readonly json?: boolean;
}): Promise<number> {
  if (options.example === true) {
    process.stdout.write(STARTER_CONFIG);
    return EXIT.done;
  }
  const config = await loadConfig(options.config, process.env);
  if (options.json === true) printJson(configWithoutSecrets(config));
  else printLines(summaryOf(options.config, config));
  return EXIT.done;
}

function summaryOf(file: string, config: Config): readonly string[] {
  const sources = config.sources.map((source) => [
    source.id,
    source.name,
    source.region ?? "-",
    source.schedule ?? "by hand",
    source.start.map(withoutLogin).join(" "),
  ]);
  const stores = config.stores.map((store) => [store.id, store.type, placeOf(store)]);
  return [
    `${file} is valid.`,
    `ledger ${shownAddress(config.ledger)} · queue ${queuePlace(config)} · raw pages ${config.archive ?? "-"}`,
    "",
    table(["source", "name", "region", "schedule", "start"], sources),
    "",
    stores.length > 0
      ? table(["store", "type", "where"], stores)
      : "No store: records stay in the ledger (see `caibian articles`).",
  ];
}
