import { openLedger } from "../open.ts";

// A process that owns the folder and says so, until its stdin ends.
const ledger = await openLedger({ location: process.argv[2] ?? "" });
process.stdout.write("open\n");
process.stdin.resume();
process.stdin.once("end", () => void ledger.close());
