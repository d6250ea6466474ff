import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";

import { expect, test } from "vitest";

import { openEmbedded } from "./embedded-ground.ts";
import { startUpkeep } from "./upkeep.ts";

test("vacuums a table that changed and writes the log's head to the tables", async () => {
  const folder = mkdtempSync(join(tmpdir(), "caibian-upkeep-"));
  const said: string[] = [];
  const ground = await openEmbedded({ folder, log: (text) => said.push(text) });
  const { pool } = ground;
  const upkeep = startUpkeep(pool, (text) => said.push(text));
  const vacuumed = async (): Promise<unknown> =>
    (await pool.query("SELECT last_vacuum FROM pg_stat_user_tables WHERE relname = 'busy'")).rows[0]?.["last_vacuum"];
  await pool.query("CREATE TABLE caibian.busy AS SELECT n FROM generate_series(1, 2000) AS n");

  // The session reports its counts at most once a second.
  for (let i = 0; i < 40 && !(await vacuumed()); i++) {
    await pool.query("UPDATE caibian.busy SET n = n + 1");
    await upkeep.run();
    await sleep(100);
  }

  expect(await vacuumed()).toBeInstanceOf(Date);
  expect(said).toEqual([]);
  await upkeep.stop();
  await ground.close();
  rmSync(folder, { recursive: true, force: true });
});
