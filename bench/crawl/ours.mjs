// What the crawl benchmark measures of ours, in a process of its own:
//   node ours.mjs LEDGER FOLDER SOURCES ; SOURCES is the JSON of `sources:`; prints the number of stories collected.
// Visits all sources side by side with everything on: robots.txt, the frontier in the ledger, conditional requests,
// charset, links told apart, WARC (gzip level 1, flushed before each commit). Of each page the title and the text of
// its paragraphs are taken, as the peer's handler does, and committed as an article.
import { createClient } from "@caibian/http";
import { openLedger } from "@caibian/ledger";
import { keepHeapClose } from "@caibian/pipeline/heap-growth";
import { contentHashOf, idOf, sourceSchema } from "@caibian/schema";
import { decode, openArchive, visit } from "@caibian/scraper";
import { Parser } from "htmlparser2";

const [location, folder, sourcesJson] = process.argv.slice(2);
const sources = JSON.parse(sourcesJson).map((source) => sourceSchema.parse(source));
const USER_AGENT = "caibian-bench/0.1 (+https://example.org/contact)";
const BATCH = 50;

keepHeapClose();
const ledger = await openLedger({ location });
await ledger.syncSources(sources);
const client = createClient({ userAgent: USER_AGENT, allow: ["127.0.0.1"], connectionsPerHost: 2 });
const archive = await openArchive(folder);
const robots = new Map();
let collected = 0;

await Promise.all(sources.map(collect));
await archive.close();
await client.close();
await ledger.close();
console.log(JSON.stringify({ collected }));

async function collect(source) {
  const ref = await ledger.beginVisit(source.id, { recheckAll: false, reason: "hand" });
  const doors = { client, archive, robots, visit: ref, frontier: ledger.frontier, userAgent: USER_AGENT };
  let batch = [];
  for await (const page of visit(source, doors)) {
    batch.push(outcomeOf(page));
    if (batch.length < BATCH) continue;
    await commit(ref, batch);
    batch = [];
  }
  await commit(ref, batch);
  await ledger.endVisit(ref, { outcome: "done" });
}

async function commit(ref, batch) {
  if (batch.length === 0) return;
  await archive.flush();
  for (const { effect } of await ledger.commit(ref, batch)) if (effect === "published") collected++;
}

function outcomeOf(page) {
  const { text, charset } = decode(page.bytes, { contentType: page.headers["content-type"], url: page.finalUrl });
  const found = textsOf(text);
  const title = found.h1.trim() || found.title.trim();
  return {
    leadId: page.leadId,
    page: factsOf(page, charset),
    result: { kind: "article", article: articleOf(page, charset, title, found.p) },
  };
}

/** Title and text as the peer takes them by selector, but without a tree: as our parser reads pages. */
function textsOf(html) {
  const found = { h1: "", title: "", p: "" };
  const open = { h1: 0, title: 0, p: 0 };
  const parser = new Parser({
    onopentagname(name) {
      if (name in open) open[name]++;
    },
    ontext(text) {
      for (const name in open) if (open[name] > 0) found[name] += text;
    },
    onclosetag(name) {
      if (name in open) open[name]--;
    },
  });
  parser.end(html);
  return found;
}

function factsOf(page, charset) {
  const { v, url, finalUrl, status, headers, bytes, fetchedAt, sha256, sourceId, leadId, warc } = page;
  const validators = {
    etag: headers.etag ?? null,
    lastModified: headers["last-modified"] ?? null,
    bodySha256: sha256,
  };
  return {
    v,
    url,
    finalUrl,
    status,
    fetchedAt,
    sha256,
    sourceId,
    leadId,
    warc,
    bodyBytes: bytes.length,
    charset,
    validators,
  };
}

function articleOf(page, charset, title, text) {
  const content = {
    title,
    kicker: null,
    subtitle: null,
    source: null,
    credits: [],
    publishedAt: null,
    publishedPrecision: null,
    updatedAt: null,
    blocks: [{ type: "paragraph", text }],
    rights: { statement: null, reprintForbidden: false },
  };
  return {
    v: 1,
    id: idOf(page.finalUrl),
    url: page.finalUrl,
    canonicalUrl: page.finalUrl,
    revision: 1,
    contentHash: contentHashOf(content),
    status: "usable",
    ...content,
    text,
    language: "zh-Hans",
    removed: [],
    quality: { score: 1, fields: {}, flags: [] },
    provenance: { sourceId: page.sourceId, fetchedAt: page.fetchedAt, charset, bodySha256: page.sha256 },
  };
}
