// `caibian run` in a process that kills itself with SIGKILL at the n-th event of a kind.
//   node die-at.mjs CONFIG EVENT N [--recheck]
// EVENT is a pipeline event ("commit-ended") or one of the scraper's or publisher's ("scrape/page", "publish/batch-written").
// Events are reported synchronously, so the process dies at that very point.
import { loadConfig, openApp, runOnce } from "@caibian/pipeline";

const [config, wanted, count, ...flags] = process.argv.slice(2);
let left = Number(count);

function report(event) {
  const name = "event" in event ? `${event.kind}/${event.event.kind}` : event.kind;
  if (name === wanted && --left === 0) process.kill(process.pid, "SIGKILL");
}

const app = await openApp(await loadConfig(config, process.env), { env: process.env, gatherMs: 50, report });
await runOnce(app, { recheckAll: flags.includes("--recheck"), signal: new AbortController().signal });
await app.close();
