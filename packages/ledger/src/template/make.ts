import { mkdirSync, mkdtempSync, renameSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";

import { openEmbedded } from "../folder/embedded-ground.ts";
import { TEMPLATE_FILE } from "./asset.ts";
import { packFolder } from "./pack.ts";

// Run by the build with plain node: makes the initialised folder that a new ledger begins from, since initdb costs
// a newcomer seconds and 850 MB of memory.
const folder = mkdtempSync(join(tmpdir(), "caibian-template-"));
try {
  const ground = await openEmbedded({ folder, log: console.warn, template: "" });
  await ground.pool.query("VACUUM FREEZE");
  await ground.pool.query("CHECKPOINT");
  await ground.close();
  const pack = packFolder(join(folder, "pg"));
  mkdirSync(dirname(TEMPLATE_FILE), { recursive: true });
  writeFileSync(`${TEMPLATE_FILE}.new`, pack);
  renameSync(`${TEMPLATE_FILE}.new`, TEMPLATE_FILE);
  console.log(`initialised ledger folder: ${(pack.length / 1e6).toFixed(1)} MB`);
} finally {
  rmSync(folder, { recursive: true, force: true });
}
