import { execFileSync } from "node:child_process";
import { copyFileSync, mkdirSync, mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { expect, test } from "vitest";
import { parse } from "yaml";

import { caibian } from "../support/command.ts";

interface Service {
  readonly command?: readonly string[];
  readonly build?: { readonly dockerfile: string };
  readonly ports?: readonly string[];
  readonly environment?: Readonly<Record<string, string>>;
}

const at = (name: string): string => fileURLToPath(new URL(`../../infra/${name}`, import.meta.url));
const compose = parse(readFileSync(at("compose.yaml"), "utf8"), { merge: true }) as {
  readonly services: Readonly<Record<string, Service>>;
};

test("compose starts a ledger, a queue that forgets little, one serve and workers, and shows only loopback", () => {
  const { postgres, redis, serve, worker } = compose.services;

  expect(postgres).toBeDefined();
  expect(redis?.command).toEqual(expect.arrayContaining(["--appendonly", "yes", "--maxmemory-policy", "noeviction"]));
  expect(serve?.ports).toEqual(["127.0.0.1:7077:7077"]);
  expect(worker?.environment).toEqual(serve?.environment);
});

test("the commands and flags that compose passes exist", async () => {
  for (const name of ["serve", "worker"]) {
    const [command = "", ...flags] = compose.services[name]?.command ?? [];
    const { stdout } = await caibian([command, "--help"]);

    for (const flag of flags.filter((one) => one.startsWith("--"))) expect(stdout, name).toContain(flag);
  }
});

test("the containers' config is valid once DATABASE_URL is set, and says what is missing when it is not", async () => {
  const args = ["validate", "--config", at("caibian.yaml")];

  expect((await caibian(args, { env: { DATABASE_URL: "postgres://caibian:x@postgres/caibian" } })).code).toBe(0);
  const unset = await caibian(args);
  expect(unset.code).toBe(3);
  expect(unset.stderr).toMatch(/DATABASE_URL is not set/);
});

test("the image runs as a user that is not root, with the health check's URL on the console's port", () => {
  const dockerfile = readFileSync(at("Dockerfile"), "utf8");

  expect(dockerfile).toMatch(/^USER caibian$/m);
  expect(dockerfile).toMatch(/HEALTHCHECK[\s\S]*127\.0\.0\.1:7077\/healthz/);
});

test("the image keeps the client of every kind of store when it prunes", () => {
  const dockerfile = readFileSync(at("Dockerfile"), "utf8");
  const folder = mkdtempSync(join(tmpdir(), "caibian-image-"));
  try {
    mkdirSync(join(folder, "packages/publisher"), { recursive: true });
    for (const name of ["package.json", "packages/publisher/package.json"]) {
      copyFileSync(at(`../${name}`), join(folder, name));
    }
    execFileSync(process.execPath, [at("keep-store-clients.mjs")], { cwd: folder });

    const { dependencies } = JSON.parse(readFileSync(join(folder, "package.json"), "utf8")) as {
      readonly dependencies: Readonly<Record<string, string>>;
    };
    expect(Object.keys(dependencies)).toEqual(
      expect.arrayContaining(["kafkajs", "mysql2", "amqplib", "@nats-io/jetstream", "@aws-sdk/client-s3"]),
    );
    expect(dockerfile).toMatch(/node keep-store-clients\.mjs && npm prune --omit=dev/);
  } finally {
    rmSync(folder, { recursive: true });
  }
});
