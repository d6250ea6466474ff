import { openLedger } from "../open.ts";
import { addLeads, outcomeOf, sampleArticle, SOURCE, urlsOf } from "./samples.ts";

// A process of the SIGKILL test: publishes articles and says on stdout what was acknowledged, until it is killed.
const [location = "", round = "0"] = process.argv.slice(2);
const ledger = await openLedger({ location });
await ledger.syncSources([SOURCE]);
const visit = await ledger.beginVisit(SOURCE.id, { recheckAll: false, reason: "hand" });
for (let batch = 0; ; batch++) {
  const urls = urlsOf(`r${round}b${batch}`, 5);
  const ids = await addLeads(ledger, visit, urls);
  const outcomes = urls.map((url, i) => outcomeOf(ids[i] ?? "", url, { kind: "article", article: sampleArticle(url) }));
  const effects = await ledger.commit(visit, outcomes);
  process.stdout.write(`${JSON.stringify(effects.map((effect) => [effect.articleId, effect.seq]))}\n`);
}
