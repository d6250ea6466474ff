#!/usr/bin/env node
import { main } from "./main.ts";

/** How long a process may outlive its command, in milliseconds. */
const LINGERS_MS = 10_000;

// `caibian … | head` closes our output: that is the reader's right, and no failure.
process.stdout.on("error", (error: NodeJS.ErrnoException) => {
  if (error.code === "EPIPE") process.exit(0);
  throw error;
});

process.exitCode = await main(process.argv.slice(2));

// A disk that hangs keeps a thread, and with it the process. Everything is closed: it ends when its output is read.
setInterval(() => {
  if (process.stdout.writableLength === 0 && process.stderr.writableLength === 0) process.exit();
}, LINGERS_MS).unref();
