import type { CommitEffect } from "@caibian/ledger";
import type { Config } from "@caibian/schema";

import { eraseRaw, type RawPageDesk } from "./erase-raw.ts";

/**
 * Erases the raw pages that a commit found to be of erased articles: pages that were on their way while a person had
 * them erased, or that another URL led to. Nothing for any other.
 */
export async function eraseShut(
  config: Pick<Config, "archive">,
  ledger: RawPageDesk,
  effects: readonly CommitEffect[],
): Promise<void> {
  const ids = new Set(effects.flatMap(({ articleId, isShut }) => (isShut && articleId !== null ? [articleId] : [])));
  if (ids.size === 0) return;
  const reason = "its page came again after the article was erased";
  await eraseRaw(config, ledger, [...ids], { actor: "caibian", reason, selector: { ids: [...ids] } });
}
