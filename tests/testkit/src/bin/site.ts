// The fixture site as a process of its own, so that its CPU can be told from the reader's.
// stdout: one JSON line with the hosts, then one line an answer. stdin: one JSON command a line.
// Ends when stdin ends.
import { createInterface } from "node:readline";

import { messageOf } from "@caibian/schema";

import { runCommand } from "../site/command.ts";
import { startSite } from "../site/start-site.ts";
import { readSiteArguments } from "../site/site-arguments.ts";

const site = await startSite(readSiteArguments(process.argv.slice(2)));
print({ hosts: site.hosts, pid: process.pid });
for await (const line of createInterface({ input: process.stdin })) {
  if (line.trim() === "") continue;
  try {
    print({ ok: true, result: runCommand(site, JSON.parse(line)) });
  } catch (error) {
    print({ ok: false, error: messageOf(error) });
  }
}
await site.close();

function print(value: unknown): void {
  process.stdout.write(`${JSON.stringify(value)}\n`);
}
