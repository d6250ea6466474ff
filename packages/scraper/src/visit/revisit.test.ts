import { mkdtemp, readdir, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";

import type { WaitingLead } from "@caibian/schema";
import { expect, test } from "vitest";

import { openArchive } from "../archive/archive.ts";
import { WarcError } from "../warc/errors.ts";
import { readWarc } from "../warc/read-warc.ts";
import { noteRevisit } from "./revisit.ts";

const URL_1 = "http://a.test/1.html";
const waiting: WaitingLead = {
  leadId: "1",
  lead: { v: 1, url: URL_1, kind: "article", foundOn: "http://a.test/", anchorText: "", listDate: null },
  attempts: 0,
  validators: { etag: '"1"', lastModified: null, bodySha256: "ab".repeat(32) },
  recheck: true,
  capture: { url: URL_1, fetchedAt: "2026-06-07T16:05:02+08:00" },
};
const fetched = { url: URL_1, finalUrl: URL_1, headers: { etag: '"1"' }, bytes: new Uint8Array(0), redirects: [] };

test("a look that found nothing new is a record that refers to the page's body, whatever the answer was", async () => {
  const folder = await mkdtemp(join(tmpdir(), "caibian-revisit-"));
  const archive = await openArchive(folder);
  const at = "2026-06-08T16:05:02+08:00";
  await noteRevisit(archive, waiting, { kind: "unchanged", fetched: { ...fetched, status: 304 }, at });
  await noteRevisit(archive, waiting, { kind: "unchanged", fetched: { ...fetched, status: 200 }, at });
  await archive.close();

  const [name = ""] = await readdir(folder);
  const seen = [];
  for await (const item of readWarc(join(folder, name))) {
    if (item instanceof WarcError || item.type !== "revisit") continue;
    seen.push({ ...item.fields, answer: item.block.toString().split("\r\n")[0] });
  }

  const facts = {
    "warc-target-uri": URL_1,
    "warc-date": "2026-06-08T08:05:02Z",
    "warc-refers-to-target-uri": URL_1,
    "warc-refers-to-date": "2026-06-07T08:05:02Z",
    "warc-payload-digest": `sha256:${"ab".repeat(32)}`,
  };
  expect(seen).toMatchObject([
    { ...facts, answer: "HTTP/1.1 304 Not Modified", "warc-profile": expect.stringMatching(/\/server-not-modified$/) },
    { ...facts, answer: "HTTP/1.1 200 OK", "warc-profile": expect.stringMatching(/\/identical-payload-digest$/) },
  ]);
  await rm(folder, { recursive: true });
});
