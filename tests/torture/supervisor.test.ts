import { mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { expect, test } from "vitest";

import { until } from "../support/serving.ts";
import { Member, type Death } from "./supervisor.ts";

// A config that is not there: the process says so and ends by itself, again and again.
test("a process that ends is started again until it is stopped, and each end is told", async () => {
  const folder = mkdtempSync(join(tmpdir(), "caibian-member-"));
  const deaths: Death[] = [];
  const member = new Member({
    name: "worker",
    role: "worker",
    configFile: join(folder, "none.yaml"),
    env: {},
    logFolder: folder,
    onDeath: (death) => void deaths.push(death),
  });

  member.start();
  await until("it ended twice", () => Promise.resolve(deaths.length >= 2));
  const end = await member.stop();
  const ends = deaths.length;

  expect(await member.stop()).toEqual(end);
  expect(deaths[0]).toMatchObject({ member: "worker", code: 3, signal: null, isMeant: false });
  expect(readFileSync(join(folder, "worker.log"), "utf8")).toMatch(/--- .* worker is \d+\n[^]*ended: 3\n/);
  await new Promise((resolve) => setTimeout(resolve, 700));
  expect(deaths).toHaveLength(ends);
  rmSync(folder, { recursive: true });
});
