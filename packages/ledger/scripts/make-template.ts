import { mkdirSync, mkdtempSync, renameSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";

import { openQueue } from "@caibian/queue";

import { openEmbedded } from "../src/folder/embedded-ground.ts";
import { TEMPLATE_FILE } from "../src/template/asset.ts";
import { packFolder } from "../src/template/pack.ts";

// Run by the build: makes the initialised folder that a new ledger begins from, since initdb costs
// a newcomer seconds and 850 MB of memory. The queue's tables are in it, which the ledger holds and does not read.
const folder = mkdtempSync(join(tmpdir(), "caibian-template-"));
try {
  const ground = await openEmbedded({ folder, log: console.warn, template: "" });
  const queue = await openQueue({
    engine: { kind: "postgres", pool: ground.sqlPool({}) },
  });
  await queue.close();
  // A server makes databases of these. Ours has one, and six hundred files fewer.
  await ground.pool.query("UPDATE pg_database SET datistemplate = false WHERE datname <> current_database()");
  for (const name of ["template0", "template1"]) await ground.pool.query(`DROP DATABASE ${name}`);
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
