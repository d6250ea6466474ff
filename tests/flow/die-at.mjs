// `caibian import` or `caibian reparse --yes` in a process that kills itself with SIGKILL at the n-th event of a kind.
//   node die-at.mjs CONFIG EVENT N import FILE…
//   node die-at.mjs CONFIG EVENT N reparse
// EVENT is a pipeline event ("commit-ended") or one of the publisher's ("publish/batch-written"). Events are reported
// synchronously, so the process dies at that very point.
import { importFiles, loadConfig, openApp, reparse } from "@caibian/pipeline";

const [config, wanted, count, command, ...files] = process.argv.slice(2);
let left = Number(count);

function report(event) {
  const name = "event" in event ? `${event.kind}/${event.event.kind}` : event.kind;
  if (name === wanted && --left === 0) process.kill(process.pid, "SIGKILL");
}

const app = await openApp(await loadConfig(config, process.env), { env: process.env, gatherMs: 50, report });
const { signal } = new AbortController();
if (command === "import") await importFiles(app, { files, signal });
else await reparse(app, { selection: {}, agree: () => true, signal });
await app.close();
