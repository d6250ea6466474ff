import { spawn, type ChildProcess } from "node:child_process";
import { once } from "node:events";
import { mkdtempSync } from "node:fs";
import { createRequire } from "node:module";
import { tmpdir } from "node:os";
import { join } from "node:path";

import { atExit, removeFolder, signalPid } from "./at-exit.ts";
import { freePort, waitUntil } from "./free-port.ts";

/** An S3 server (s3rver) of our own on a free port, in a folder of its own. It wants path-style addresses. */
export interface S3Server {
  /** `http://127.0.0.1:port`. */
  readonly url: string;
  readonly bucket: string;
  readonly accessKeyId: string;
  readonly secretAccessKey: string;
  /** Ends it and removes its folder. */
  stop(): Promise<void>;
}

/** Beside `src` and `dist` alike. */
const WHOLE_OBJECTS = new URL("../../s3rver/whole-objects.mjs", import.meta.url).href;

/** Starts s3rver with one bucket; its objects are there whole or not at all, as those of S3. */
export async function startS3(bucket = "news"): Promise<S3Server> {
  const port = await freePort();
  const folder = mkdtempSync(join(tmpdir(), "caibian-s3-"));
  const bin = createRequire(import.meta.url).resolve("s3rver/bin/s3rver.js");
  const args = ["-d", folder, "-a", "127.0.0.1", "-p", String(port), "--silent", "--configure-bucket", bucket];
  // It is an old program: what it says of deprecations is not about us.
  const child = spawn(process.execPath, ["--no-deprecation", "--import", WHOLE_OBJECTS, bin, ...args], {
    stdio: "ignore",
  });
  const forget = atExit(() => {
    signalPid(child.pid, "SIGKILL");
    removeFolder(folder);
  });
  const url = `http://127.0.0.1:${String(port)}`;
  await isUp(url, child);
  return {
    url,
    bucket,
    // The one account that s3rver knows.
    accessKeyId: "S3RVER",
    secretAccessKey: "S3RVER",
    stop: async () => {
      if (child.exitCode === null && child.signalCode === null) {
        const gone = once(child, "exit");
        child.kill("SIGKILL");
        await gone;
      }
      forget();
      removeFolder(folder);
    },
  };
}

function isUp(url: string, child: ChildProcess): Promise<void> {
  return waitUntil(
    `s3rver at ${url}`,
    async () => {
      try {
        await fetch(url);
        return true;
      } catch {
        // Not yet.
        return false;
      }
    },
    () => child.exitCode !== null || child.signalCode !== null,
  );
}
