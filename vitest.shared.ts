import { basename, join } from "node:path";
import { defineConfig, type ViteUserConfig } from "vitest/config";

/** What a room may set of its own. */
export interface RoomTestOptions {
  /** Globs that are not this room's tests. */
  readonly exclude?: readonly string[];
  /** Bound on one test, in milliseconds. Default 20 000. */
  readonly timeoutMs?: number;
  /**
   * Whether each file has a process of its own. Default true. False where no test touches what the process has one of:
   * loading the room anew for every file is half of the parser's time.
   */
  readonly isolate?: boolean;
  /** Module whose `setup` runs once before all files; what it answers runs after them. */
  readonly globalSetup?: string;
}

/** The one vitest configuration: rooms run from their sources, in forked processes. */
export function roomConfig(options: RoomTestOptions = {}): ViteUserConfig {
  const timeoutMs = options.timeoutMs ?? 20_000;
  return defineConfig({
    resolve: { conditions: ["source"] },
    ssr: { resolve: { conditions: ["source"] } },
    test: {
      include: ["**/*.test.ts"],
      exclude: ["**/dist/**", "**/node_modules/**", ...(options.exclude ?? [])],
      pool: "forks",
      maxWorkers: 2,
      isolate: options.isolate ?? true,
      testTimeout: timeoutMs,
      ...(options.globalSetup !== undefined && { globalSetup: options.globalSetup }),
      hookTimeout: Math.max(timeoutMs, 120_000),
      ...countingReporters(),
    },
  });
}

/** `npm test` counts from one JSON summary a room, in the folder that it names. */
function countingReporters(): Pick<NonNullable<ViteUserConfig["test"]>, "reporters"> {
  const folder = process.env.CAIBIAN_TEST_RESULTS;
  if (folder === undefined || folder === "") return {};
  const outputFile = join(folder, `${basename(process.cwd())}-${process.pid}.json`);
  return { reporters: ["default", ["json", { outputFile }]] };
}
