// `npm run demo`: builds, serves the fixture news site, visits it three times with the embedded ledger,
// delivers to JSONL and SQLite, and shows what came in and where it lies.
import { spawnSync } from "node:child_process";
import { mkdirSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";

import type { FixtureSite } from "@caibian/testkit";

import { caibian, type RunOutput } from "./demo/caibian.ts";

const folder = join(".caibian", "demo");
const configFile = join(folder, "caibian.yaml");

console.log("Building (the first time takes about a minute) …");
const built = spawnSync("npx", ["turbo", "run", "build", "--output-logs=errors-only"], { stdio: "inherit" });
if (built.status !== 0) process.exit(built.status ?? 1);

const { configFor, startSite } = await import("@caibian/testkit");
rmSync(folder, { recursive: true, force: true });
mkdirSync(folder, { recursive: true });
const site = await startSite({ articles: 300 });
try {
  const config = configFor(site, {
    ledger: "./data",
    queue: "ledger",
    stores: [
      { id: "files", type: "jsonl", path: "./out" },
      { id: "table", type: "sqlite", path: "./out/articles.db" },
    ],
  });
  writeFileSync(configFile, JSON.stringify(config, null, 2));
  await showThreeVisits(site);
} finally {
  await site.close();
}

async function showThreeVisits(site: FixtureSite): Promise<void> {
  console.log(`\nA small news site is up: ${site.hosts.length} hosts, ${site.ids().length} articles.`);

  console.log("\n— First visit: everything is new —");
  expect(await run([]), { published: site.ids().length, updated: 0, withdrawn: 0 });

  console.log("\n— Second visit: nothing has changed, nothing is delivered —");
  expect(await run(["--recheck"]), { published: 0, updated: 0, withdrawn: 0 });

  const [changed = "", withdrawn = ""] = site.ids();
  site.change(changed);
  site.withdraw(withdrawn, 410);
  site.add();
  console.log("\n— Third visit: one article was corrected, one withdrawn, one added —");
  expect(await run(["--recheck"]), { published: 1, updated: 1, withdrawn: 1 });

  console.log("\n— What the ledger holds —");
  await caibian(["status", "--config", configFile], "show");
  await caibian(["articles", "--config", configFile, "--limit", "8"], "show");

  const rows: unknown = JSON.parse(
    await caibian(["articles", "--config", configFile, "--limit", "1", "--json"], "read"),
  );
  const id = Array.isArray(rows) && hasId(rows[0]) ? rows[0].id : "";
  console.log("\n— One record in full —");
  await caibian(["articles", id, "--config", configFile], "show");
  console.log(`
Where it lies:
  ${join(folder, "out", "articles.jsonl")}    one line a delivery
  ${join(folder, "out", "articles.db")}       SQLite, table articles
  ${join(folder, "data", "warc")}             the raw pages
Look on: node packages/cli/dist/bin.js articles --config ${configFile}`);
}

async function run(flags: readonly string[]): Promise<RunOutput> {
  const output = JSON.parse(await caibian(["run", "--config", configFile, "--json", ...flags], "read")) as RunOutput;
  console.table([
    {
      new: output.counts.published,
      changed: output.counts.updated,
      withdrawn: output.counts.withdrawn,
      unchanged: output.counts.unchanged,
      failed: output.counts.failed,
      "deliveries (2 stores)": output.counts.delivered,
    },
  ]);
  return output;
}

/** The demo is a test too: it fails when the counts are not what the site did. */
function expect(output: RunOutput, wanted: { published: number; updated: number; withdrawn: number }): void {
  const { published, updated, withdrawn, delivered } = output.counts;
  const total = wanted.published + wanted.updated + wanted.withdrawn;
  const right =
    published === wanted.published &&
    updated === wanted.updated &&
    withdrawn === wanted.withdrawn &&
    delivered === total * 2;
  if (right) return;
  throw new Error(
    `Expected ${JSON.stringify(wanted)} and ${total * 2} deliveries, got ${JSON.stringify(output.counts)}`,
  );
}

function hasId(row: unknown): row is { readonly id: string } {
  return typeof row === "object" && row !== null && "id" in row && typeof row.id === "string";
}
