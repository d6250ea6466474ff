// Crawlee 3's CheerioCrawler on the same site: follows the list pages, collects title and body by selector.
//   node crawlee.mjs memory|disk ORIGIN… ; prints the number of articles collected.
// Tuned where its users would: no session pool, no cookies, fixed concurrency, its log silent.
import { MemoryStorage } from "@crawlee/memory-storage";
import { CheerioCrawler, Configuration, log, LogLevel } from "@crawlee/cheerio";

const [storage, folder, ...starts] = process.argv.slice(2);
log.setLevel(LogLevel.ERROR);
const config =
  storage === "memory"
    ? new Configuration({ storageClient: new MemoryStorage({ persistStorage: false }), persistStorage: false })
    : new Configuration({ storageClient: new MemoryStorage({ localDataDirectory: folder, persistStorage: true }) });

const LIST = /index(_\d+)?\.s?html$|list_\d+_\d+\.html$|list\.asp|^\/$/;
let collected = 0;
const crawler = new CheerioCrawler(
  {
    maxConcurrency: 8,
    minConcurrency: 8,
    useSessionPool: false,
    persistCookiesPerSession: false,
    maxRequestRetries: 1,
    retryOnBlocked: false,
    // Headers made up anew for each request, and HTTP/2, cost more than they give on one's own site.
    preNavigationHooks: [(_, got) => Object.assign(got, { useHeaderGenerator: false, http2: false })],
    autoscaledPoolOptions: { loggingIntervalSecs: null },
    async requestHandler({ $, request, pushData, addRequests }) {
      if (request.label === "article") {
        collected++;
        await pushData({
          url: request.url,
          title: $("h1").text().trim() || $("title").text().trim(),
          text: $("p").text(),
        });
        return;
      }
      // What a user of Crawlee writes for a site: links under the list, and the pager.
      const found = [];
      $(
        "ul li a[href], table a[href], .list a[href], .pages a[href], .page a[href], .pagelist a[href], dl a[href]",
      ).each((_, link) => {
        const url = new URL($(link).attr("href"), request.loadedUrl);
        if (url.origin !== new URL(request.url).origin) return;
        const isList = LIST.test(url.pathname + url.search);
        found.push(isList ? { url: url.href } : { url: url.href, label: "article" });
      });
      for (const [, total, name, extension] of $.html().matchAll(/createPageHTML\((\d+),\s*0,\s*"(\w+)",\s*"(\w+)"/g)) {
        for (let n = 1; n < Number(total); n++)
          found.push({ url: new URL(`${name}_${n}.${extension}`, request.loadedUrl).href });
      }
      await addRequests(found);
    },
  },
  config,
);
await crawler.run(starts);
console.log(JSON.stringify({ collected }));
