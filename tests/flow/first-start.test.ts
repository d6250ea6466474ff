import { spawnSync } from "node:child_process";
import { mkdtempSync, rmSync } from "node:fs";
import { join } from "node:path";
import { expect, test } from "vitest";

/** On a disk, where a user's folder is: other tests' folders may be in memory. */
const ON_DISK = "/var/tmp";
const OPEN = `
  import { openLedger } from "@caibian/ledger";
  const started = performance.now();
  const ledger = await openLedger({ location: process.argv[1] });
  await ledger.status();
  console.log(JSON.stringify({ ms: performance.now() - started, rssMb: process.resourceUsage().maxRSS / 1024 }));
  await ledger.close();
`;

test(
  "the embedded ledger answers within 2.5 s of a first start, in 400 MB (best of five)",
  { timeout: 120_000 },
  () => {
    const starts = Array.from({ length: 5 }, () => {
      const folder = mkdtempSync(join(ON_DISK, "caibian-first-"));
      try {
        const args = ["--input-type=module", "-e", OPEN, join(folder, "data")];
        const { stdout, stderr } = spawnSync(process.execPath, args, { encoding: "utf8", cwd: import.meta.dirname });
        expect(stdout, stderr).toMatch(/^\{/);
        return JSON.parse(stdout) as { readonly ms: number; readonly rssMb: number };
      } finally {
        rmSync(folder, { recursive: true, force: true });
      }
    });

    expect(Math.min(...starts.map((start) => start.ms))).toBeLessThanOrEqual(2500);
    expect(Math.min(...starts.map((start) => start.rssMb))).toBeLessThanOrEqual(400);
  },
);
