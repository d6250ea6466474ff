import { expect, test } from "vitest";
import { startSite } from "@caibian/testkit";

import { cleanEnv } from "../support/command.ts";
import { makeWorkspace } from "../support/workspace.ts";
import { surviveKills } from "./survive-kills.ts";

const CLEAN = { missed: [], lost: [], doubled: [], corrupt: [], stale: [] };

test("a killed process loses and doubles nothing on the embedded ledger", { timeout: 400_000 }, async () => {
  const site = await startSite({ articles: 150 });
  const workspace = makeWorkspace(site);
  try {
    const { kills } = await surviveKills({ site, workspace, env: cleanEnv() });

    expect(kills).toBeGreaterThanOrEqual(20);
    expect(await workspace.audit(site.served())).toMatchObject(CLEAN);
  } finally {
    await site.close();
    workspace.remove();
  }
});
