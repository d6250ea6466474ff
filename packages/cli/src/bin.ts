#!/usr/bin/env node
import { main } from "./main.ts";

// `caibian … | head` closes our output: that is the reader's right, and no failure.
process.stdout.on("error", (error: NodeJS.ErrnoException) => {
  if (error.code === "EPIPE") process.exit(0);
  throw error;
});

process.exitCode = await main(process.argv.slice(2));
