import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";

import { expect, test } from "vitest";

import { openLedger } from "./open.ts";
import { kill, linesOf, startChild } from "./testkit/child.ts";

const KILLS = 12;

test("keeps every acknowledged article through a dozen SIGKILLs", { timeout: 180_000 }, async () => {
  const folder = mkdtempSync(join(tmpdir(), "caibian-kill-"));
  const acknowledged: (readonly [string, number])[] = [];
  for (let round = 0; round < KILLS; round++) {
    const child = startChild("write-until-killed.ts", folder, String(round));
    const lines = linesOf(child);
    const batches = 3 + round;
    for (let i = 0; i < batches; i++) {
      const { value, done } = await lines.next();
      expect(done).not.toBe(true);
      acknowledged.push(...(JSON.parse(String(value)) as [string, number][]));
    }
    // Somewhere in the middle of the next batches, whose word may or may not have come.
    await sleep(Math.random() * 40);
    await kill(child);
  }

  const ledger = await openLedger({ location: folder });
  const pool = ledger.sqlPool();
  const { rows: log } = await pool.query("SELECT seq, article_id FROM caibian.article_log");
  const there = new Map(log.map((row) => [Number(row["seq"]), row["article_id"]]));
  const { rows: torn } = await pool.query(
    `SELECT a.id FROM caibian.article a
     LEFT JOIN caibian.article_log l ON l.seq = a.last_seq AND l.article_id = a.id AND l.revision = a.revision
     LEFT JOIN caibian.article_revision r ON r.article_id = a.id AND r.revision = a.revision
     WHERE l.seq IS NULL OR r.article_id IS NULL`,
  );

  expect(acknowledged.filter(([id, seq]) => there.get(seq) !== id)).toEqual([]);
  expect(torn).toEqual([]);
  expect(acknowledged.length).toBeGreaterThanOrEqual(12 * 15);
  console.log(`${acknowledged.length} acknowledged articles, ${log.length} in the log, 0 lost in ${KILLS} kills`);
  await ledger.close();
  rmSync(folder, { recursive: true, force: true });
});
