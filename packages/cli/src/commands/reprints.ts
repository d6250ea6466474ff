import { openLedger } from "@caibian/ledger";
import { chooseFirst } from "@caibian/parser";
import { indexMissing, loadConfig } from "@caibian/pipeline";
import { EXIT } from "@caibian/schema";

import { printJson, printLines } from "../output/print.ts";
import { table } from "../output/table.ts";

interface ReprintsCommandOptions {
  readonly config: string;
  readonly rebuild?: boolean;
  readonly limit: number;
  readonly json?: boolean;
}

/** `caibian reprints`: groups of copies with their first source; `--rebuild` makes the index again first. */
export async function reprintsCommand(options: ReprintsCommandOptions): Promise<number> {
  const config = await loadConfig(options.config, process.env);
  const ledger = await openLedger({ location: config.ledger, role: "owner" });
  try {
    if (options.rebuild === true) await ledger.reprints.clear();
    const indexed = await indexMissing(ledger, { most: Number.MAX_SAFE_INTEGER });
    const groups = (await ledger.reprints.groups(options.limit)).map((group) => ({
      ...group,
      ...chooseFirst(group.members),
    }));
    if (options.json === true) {
      printJson({ indexed, groups });
      return EXIT.done;
    }
    const rows = groups.map(({ id, members, first, basis }) => [id, members.length, first ?? "", basis ?? ""]);
    const summary = `${groups.length} groups of copies shown, ${indexed} articles taken into the index now.`;
    printLines(rows.length > 0 ? [table(["group", "copies", "first", "because"], rows), "", summary] : [summary]);
    return EXIT.done;
  } finally {
    await ledger.close();
  }
}
