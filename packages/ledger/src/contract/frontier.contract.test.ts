import { toBeijing } from "@caibian/schema";
import { beforeEach, expect, test } from "vitest";

import type { Ledger } from "../ledger.ts";
import { onEveryEngine } from "../testkit/on-every-engine.ts";
import { addLeads, clearSource, freshUrls, outcomeOf, sampleArticle, SOURCE } from "../testkit/samples.ts";

onEveryEngine("the frontier", (opened) => {
  let ledger: Ledger;
  let source: string;

  beforeEach(async () => {
    ledger = opened();
    source = SOURCE.id;
    await clearSource(ledger);
  });
  const begin = () => ledger.beginVisit(source, { recheckAll: true, reason: "hand" });

  test("another spelling of a known lead is no new lead, but is asked for what could not be had", async () => {
    const stem = "news.example/art/2026/3/2/t20260302_1.html";
    const visit = await begin();
    const [leadId] = await addLeads(ledger, visit, [`http://${stem}`]);
    const failure = { code: "E_TLS", message: "no", at: toBeijing(Date.now()), retryAt: null };
    await ledger.frontier.recordFailure(visit, leadId!, failure);

    const [again] = await addLeads(ledger, await begin(), [`https://m.${stem}?utm_source=wx`]);

    expect(again).toBe(leadId);
  });

  test("gives out new leads first, then retries that are due, then rechecks, each once a visit", async () => {
    await ledger.syncSources([SOURCE, { ...SOURCE, id: "frontier" }]);
    source = "frontier";
    const [known, failing, added] = freshUrls(3);
    const first = await begin();
    const [knownLead, failingLead] = await addLeads(ledger, first, [known!, failing!]);
    const old = Date.now() - 2 * 3_600_000;
    await ledger.commit(first, [
      outcomeOf(knownLead!, known!, { kind: "article", article: sampleArticle(known!) }, old),
    ]);
    const soon = { code: "E_TIMEOUT", message: "slow", at: toBeijing(old), retryAt: toBeijing(old) };
    await ledger.frontier.recordFailure(first, failingLead!, soon);
    await ledger.endVisit(first, { outcome: "done" });

    const visit = await ledger.beginVisit(source, { recheckAll: false, reason: "hand" });
    await addLeads(ledger, visit, [known!, failing!, added!]);
    const waiting = await ledger.frontier.waiting(visit, 10);
    await ledger.frontier.recordUnchanged(visit, knownLead!, toBeijing(Date.now()));
    await ledger.frontier.recordFailure(visit, failingLead!, { ...soon, retryAt: null });

    expect(waiting.map((lead) => [lead.lead.url, lead.recheck, lead.attempts])).toEqual([
      [added, false, 0],
      [failing, false, 1],
      [known, true, 0],
    ]);
    expect((await ledger.frontier.waiting(visit, 10)).map((lead) => lead.lead.url)).toEqual([added]);
    expect(await ledger.frontier.waiting(visit, 10, [new URL(added!).host])).toEqual([]);
  });

  test("a list is counted once, whether its page is recorded again or it had not changed", async () => {
    const visit = await begin();
    const [first, unchanged] = ["http://news.example/count/", "http://news.example/count-2/"];
    const at = toBeijing(Date.now());
    const read = { fetchedAt: at, leads: [], start: first };
    const validators = { etag: "1", lastModified: null, bodySha256: null };
    await ledger.frontier.recordList(visit, { ...read, url: first, validators: { ...validators, etag: null } });
    await ledger.frontier.recordList(visit, { ...read, url: `${first}2.html`, validators });
    await ledger.frontier.recordList(visit, { ...read, url: first, validators });
    const fine = { at, verdict: "fine", trouble: null, isComplete: true } as const;
    await ledger.frontier.recordReading(visit, { ...fine, url: first });
    await ledger.frontier.recordReading(visit, { ...fine, url: unchanged });

    const { counts } = await ledger.endVisit(visit, { outcome: "done" });

    expect(counts.listsRead).toBe(3);
  });

  test("a failure that is its host's alone uses no try of the lead", async () => {
    await ledger.syncSources([SOURCE, { ...SOURCE, id: "hosts-fault" }]);
    source = "hosts-fault";
    const first = await begin();
    const [lead] = await addLeads(ledger, first, freshUrls(1));
    const at = toBeijing(Date.now());
    const failure = { code: "E_BLOCKED", message: "its guard answered", at, retryAt: at, isHosts: true };
    await ledger.frontier.recordFailure(first, lead!, failure);
    await ledger.endVisit(first, { outcome: "done" });

    const second = await begin();
    expect(await ledger.frontier.waiting(second, 10)).toMatchObject([{ leadId: lead, attempts: 0 }]);
  });

  test("what a guard stands before comes last, and dead is tried again after a week at the soonest", async () => {
    source = "singled-out";
    await ledger.syncSources([SOURCE, { ...SOURCE, id: source, recheck: { ...SOURCE.recheck, afterMs: [1] } }]);
    const [blocked, known, failing] = freshUrls(3);
    const first = await begin();
    const ids = await addLeads(ledger, first, [blocked!, known!, failing!]);
    const hour = 3_600_000;
    const ago = (hours: number) => toBeijing(Date.now() - hours * hour);
    await ledger.commit(first, [
      outcomeOf(ids[1]!, known!, { kind: "article", article: sampleArticle(known!) }, Date.now() - hour),
    ]);
    const guarded = { code: "E_BLOCKED", message: "its guard answered", at: ago(9), retryAt: ago(8) };
    await ledger.frontier.recordFailure(first, ids[0]!, guarded);
    await ledger.frontier.recordFailure(first, ids[2]!, { ...guarded, code: "E_TIMEOUT", retryAt: ago(1) });
    await ledger.endVisit(first, { outcome: "done" });
    const orderOf = async (recheckAll: boolean) => {
      const visit = await ledger.beginVisit(source, { recheckAll, reason: "hand" });
      const waiting = await ledger.frontier.waiting(visit, 10);
      await ledger.endVisit(visit, { outcome: "done" });
      return waiting.map(({ lead }) => lead.url);
    };

    expect(await orderOf(false)).toEqual([failing, known, blocked]);
    expect(await orderOf(true)).toEqual([failing, known, blocked]);

    const shown = async (at: string) => {
      await ledger.frontier.recordFailure(first, ids[0]!, { ...guarded, at, retryAt: null });
      const visit = await begin();
      await addLeads(ledger, visit, [blocked!, known!, failing!]);
      const waiting = await ledger.frontier.waiting(visit, 10);
      await ledger.endVisit(visit, { outcome: "done" });
      return waiting.some(({ lead }) => lead.url === blocked);
    };
    expect(await shown(ago(6 * 24))).toBe(false);
    expect(await shown(ago(8 * 24))).toBe(true);
  });

  test("looks at a known article again at its next age after one odd answer", async () => {
    source = "odd-answer";
    await ledger.syncSources([SOURCE, { ...SOURCE, id: source, recheck: { ...SOURCE.recheck, afterMs: [1] } }]);
    const [url] = freshUrls(1);
    const first = await begin();
    const [leadId] = await addLeads(ledger, first, [url!]);
    await ledger.commit(first, [outcomeOf(leadId!, url!, { kind: "article", article: sampleArticle(url!) })]);
    const odd = { code: "E_STATUS", message: "400", at: toBeijing(Date.now() - 1000), retryAt: null };
    await ledger.frontier.recordFailure(first, leadId!, odd);
    await ledger.endVisit(first, { outcome: "done" });

    const visit = await ledger.beginVisit(source, { recheckAll: false, reason: "hand" });
    const waiting = await ledger.frontier.waiting(visit, 10);

    expect(waiting.map((lead) => [lead.lead.url, lead.recheck])).toEqual([[url, true]]);
  });

  test("tries a story again that its list still shows a day after it was given up", async () => {
    source = "given-up";
    await ledger.syncSources([SOURCE, { ...SOURCE, id: source }]);
    const [url] = freshUrls(1);
    const yesterday = toBeijing(Date.now() - 21 * 3_600_000);
    const first = await begin();
    const [leadId] = await addLeads(ledger, first, [url!]);
    for (let attempt = 0; attempt < 12; attempt++) {
      await ledger.frontier.recordFailure(first, leadId!, {
        code: "E_STATUS",
        message: "502",
        at: yesterday,
        retryAt: null,
      });
    }
    await ledger.endVisit(first, { outcome: "done" });

    const visit = await begin();
    await addLeads(ledger, visit, [url!]);

    expect((await ledger.frontier.waiting(visit, 10)).map((lead) => lead.lead.url)).toEqual([url]);
  });
});
