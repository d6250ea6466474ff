import type { Ledger } from "@caibian/ledger";
import { refuseUnknownSource } from "@caibian/pipeline";
import type { Config } from "@caibian/schema";

/** Refuses a Source that neither the config nor the ledger knows: those that left the config keep their articles. */
export async function refuseForeignSource(id: string | undefined, config: Config, ledger: Ledger): Promise<void> {
  const ids = config.sources.map((source) => source.id);
  if (id === undefined || ids.includes(id)) return;
  const { sources } = await ledger.status();
  refuseUnknownSource([id], [...new Set([...ids, ...sources.map((source) => source.id)])]);
}
