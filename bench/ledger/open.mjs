// Opens the embedded ledger in a folder, asks it one thing, closes it; prints how long until it answered.
import { openLedger } from "@caibian/ledger";

const started = performance.now();
const ledger = await openLedger({ location: process.argv[2] });
await ledger.status();
console.log(JSON.stringify({ openMs: performance.now() - started }));
await ledger.close();
