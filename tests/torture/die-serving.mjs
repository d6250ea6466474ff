// `caibian serve` or `worker` in a process that kills itself with SIGKILL at the n-th event of a kind.
//   node die-serving.mjs serve|worker CONFIG EVENT N
// EVENT is a pipeline event ("commit-ended") or one of the scraper's or publisher's ("scrape/page", "publish/batch-written").
// Events are reported synchronously, so the process dies at that very point.
import { startConsole } from "@caibian/console";
import { GATHER_MS, loadConfig, openApp, serve } from "@caibian/pipeline";

const [role, config, wanted, count] = process.argv.slice(2);
let left = Number(count);

function report(event) {
  const name = "event" in event ? `${event.kind}/${event.event.kind}` : event.kind;
  if (name === wanted && --left === 0) process.kill(process.pid, "SIGKILL");
  if (event.kind === "warning") process.stderr.write(`warning: ${event.text}\n`);
}

const isLeader = role === "serve";
const app = await openApp(await loadConfig(config, process.env), {
  env: process.env,
  gatherMs: GATHER_MS.serve,
  report,
  leadsSources: isLeader,
});
const serving = await serve(app, { leader: isLeader });
// The operator has orders for whoever serves.
const operators = isLeader ? await startConsole(app, app.config.console) : null;
process.once("SIGTERM", () => {
  void stop();
});

async function stop() {
  await operators?.close();
  await serving.stop();
  await app.close();
}
