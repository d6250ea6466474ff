import { loadConfig, STARTER_CONFIG } from "@caibian/pipeline";
import { EXIT, readRedisUrl, redisPlace, type Config } from "@caibian/schema";

import { printJson, printLines } from "../output/print.ts";
import { placeOf } from "../output/store-place.ts";
import { table } from "../output/table.ts";

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
  if (options.json === true) printJson(withoutSecrets(config));
  else printLines(summaryOf(options.config, config));
  return EXIT.done;
}

function summaryOf(file: string, config: Config): readonly string[] {
  const sources = config.sources.map((source) => [
    source.id,
    source.name,
    source.region ?? "-",
    source.schedule ?? "by hand",
    source.start.join(" "),
  ]);
  const stores = config.stores.map((store) => [store.id, store.type, hideLogin(placeOf(store))]);
  return [
    `${file} is valid.`,
    `ledger ${hideLogin(config.ledger)} · queue ${queuePlace(config)} · raw pages ${config.archive ?? "-"}`,
    "",
    table(["source", "name", "region", "schedule", "start"], sources),
    "",
    stores.length > 0
      ? table(["store", "type", "where"], stores)
      : "No store: records stay in the ledger (see `caibian articles`).",
  ];
}

function withoutSecrets(config: Config): unknown {
  const stores = config.stores.map((store) => ({
    ...store,
    ...("url" in store ? { url: hideLogin(store.url) } : {}),
    ...("secret" in store && store.secret !== null ? { secret: "whsec_…" } : {}),
    ...("secretAccessKey" in store ? { secretAccessKey: "…" } : {}),
    ...("headers" in store ? { headers: hideValues(store.headers) } : {}),
    ...("sasl" in store && store.sasl !== null ? { sasl: { ...store.sasl, password: "…" } } : {}),
  }));
  return { ...config, ledger: hideLogin(config.ledger), queue: queuePlace(config), stores };
}

/** Where the queue is, as words or as a URL without a login. */
function queuePlace({ queue }: Config): string {
  if (typeof queue !== "string") return redisPlace(queue);
  const read = readRedisUrl(queue);
  return read.ok ? redisPlace(read.settings) : queue;
}

function hideValues(headers: Readonly<Record<string, string>>): Record<string, string> {
  return Object.fromEntries(Object.keys(headers).map((name) => [name, "…"]));
}

function hideLogin(place: string): string {
  return place.replace(/^([a-z]+:\/\/)[^@/]*@/, "$1…@");
}
