import { roomConfig } from "../vitest.shared.ts";

export default roomConfig({
  exclude: ["testkit/**", "**/node_modules/**"],
  timeoutMs: 120_000,
  globalSetup: "support/shared-postgres.ts",
});
