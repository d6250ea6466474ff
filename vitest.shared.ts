import { defineConfig, type ViteUserConfig } from "vitest/config";

/** What a room may set of its own. */
export interface RoomTestOptions {
  /** Globs that are not this room's tests. */
  readonly exclude?: readonly string[];
  /** Bound on one test, in milliseconds. Default 20 000. */
  readonly timeoutMs?: number;
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
      testTimeout: timeoutMs,
      hookTimeout: Math.max(timeoutMs, 120_000),
    },
  });
}
