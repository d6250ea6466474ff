import { openLedger } from "@caibian/ledger";
import { loadConfig } from "@caibian/pipeline";
import { EXIT } from "@caibian/schema";

import { printJson, printLines } from "../output/print.ts";
import { table } from "../output/table.ts";

/** `caibian status`: the ledger at a glance, also beside a running `serve`. */
export async function statusCommand(options: { readonly config: string; readonly json?: boolean }): Promise<number> {
  const config = await loadConfig(options.config, process.env);
  const ledger = await openLedger({ location: config.ledger, role: "visitor" });
  try {
    const report = await ledger.status();
    const stores = await ledger.log.lag(config.stores.map((store) => store.id));
    if (options.json === true) {
      printJson({ ...report, stores });
      return EXIT.done;
    }
    const { usable, quarantined, withdrawn } = report.articles;
    printLines([
      `articles: ${usable} usable, ${quarantined} quarantined, ${withdrawn} withdrawn · refused pages: ${report.refusedPages} · log at ${report.logHead}`,
      "",
      table(
        ["source", "name", "state", "articles", "waiting", "failed", "held", "last visit", "outcome"],
        report.sources.map((source) => [
          source.id,
          source.name,
          source.active ? source.state : "not in config",
          source.articles.usable,
          source.leadsWaiting,
          source.leadsFailed,
          source.heldChanges,
          source.lastVisit?.endedAt ?? source.lastVisit?.visit.startedAt ?? "never",
          source.lastVisit?.outcome ?? "-",
        ]),
      ),
      "",
      stores.length === 0
        ? "No store in the config."
        : table(
            ["store", "behind", "oldest", "dead letters"],
            stores.map((store) => [
              store.storeId,
              store.behind,
              `${Math.round(store.oldestMs / 1000)} s`,
              store.deadLetters,
            ]),
          ),
    ]);
    return EXIT.done;
  } finally {
    await ledger.close();
  }
}
