// Serves one page of 40 KB at every path, gzipped under /gzip/. Prints its origin; ends with its parent's pipe.
import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { gzipSync } from "node:zlib";

const line = (n: number): string =>
  `<p>第${n}户果农在镇上的合作社里学习了剪枝，今年预计增收${(n * 7919) % 10_007}元。</p>\n`;
const page = Buffer.from(Array.from({ length: 500 }, (_, n) => line(n)).join("")).subarray(0, 40_000);
const gzipped = gzipSync(page);

const server = createServer((request, response) => {
  const isGzip = request.url?.startsWith("/gzip/") === true;
  const body = isGzip ? gzipped : page;
  response.writeHead(200, {
    "content-type": "text/html; charset=utf-8",
    "content-length": body.length,
    ...(isGzip && { "content-encoding": "gzip" }),
    "last-modified": "Mon, 07 Jun 2021 08:05:02 GMT",
    etag: '"60bdd31e-9c40"',
  });
  response.end(body);
});
server.listen(0, "127.0.0.1", () => {
  console.log(`http://127.0.0.1:${(server.address() as AddressInfo).port}`);
});
process.stdin.on("end", () => process.exit()).resume();
