import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";

import { EXIT } from "@caibian/schema";
import { afterAll, beforeAll, expect, test } from "vitest";

import { previewCommand } from "./preview.ts";

const folder = mkdtempSync(join(tmpdir(), "caibian-preview-"));
const seen: string[] = [];
const server = createServer((request, response) => {
  seen.push(`${request.headers["user-agent"]} ${request.url}`);
  response.setHeader("content-type", "text/html; charset=utf-8").end("<title>石桥镇</title><p>空</p>");
});
let url = "";

beforeAll(async () => {
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  url = `http://127.0.0.1:${(server.address() as AddressInfo).port}/`;
});
afterAll(() => {
  server.close();
  rmSync(folder, { recursive: true });
});

test("asks as a Visit of the config would: robots.txt first, its User-Agent, its addresses and those of --allow", async () => {
  const config = join(folder, "caibian.yaml");
  const town = { sources: [{ id: "town", start: [url] }], stores: [{ id: "files", type: "jsonl", path: "./out" }] };
  const write = (allow: string): void =>
    writeFileSync(config, JSON.stringify({ ...town, network: { userAgent: "town/1", allow: [allow] } }));

  write("127.0.0.1");
  expect(await previewCommand(url, { allow: [], config })).toBe(EXIT.someFailed);
  write("10.0.0.1");
  expect(await previewCommand(url, { allow: ["127.0.0.1"], config })).toBe(EXIT.someFailed);

  expect(seen).toEqual(["town/1 /robots.txt", "town/1 /", "town/1 /robots.txt", "town/1 /"]);
  await expect(previewCommand(url, { allow: [], config })).rejects.toMatchObject({ code: "E_ADDRESS" });
}, 15_000);

test("a config that was named and is not there is an error", async () => {
  const config = join(folder, "none.yaml");

  await expect(previewCommand(url, { allow: [], config })).rejects.toMatchObject({ exitCode: EXIT.config });
});
