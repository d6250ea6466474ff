// Crawlee 3's CheerioCrawler on the same site: follows the list pages, collects title and body by selector.
//   node crawlee.mjs memory|disk ORIGIN… ; prints the number of articles collected.
// Tuned where its users would: no session pool, no cookies, fixed concurrency, its log silent.
import { CheerioCrawler, Configuration, log, LogLevel, MemoryStorage } from "@crawlee/cheerio";

const [storage, folder, ...starts] = process.argv.slice(2);
log.setLevel(LogLevel.ERROR);
const config =
  storage === "memory"
    ? new Configuration({ storageClient: new MemoryStorage({ persistStorage: false }), persistStorage: false })
    : new Configuration({ storageClient: new MemoryStorage({ localDataDirectory: folder, persistStorage: true }) });

let collected = 0;
const crawler = new CheerioCrawler(
  {
    maxConcurrency: 8,
    minConcurrency: 8,
    useSessionPool: false,
    persistCookiesPerSession: false,
    maxRequestRetries: 1,
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
      const articles = [];
      const lists = [];
      $("a[href]").each((_, link) => {
        const url = new URL($(link).attr("href"), request.loadedUrl);
        if (url.origin !== new URL(request.url).origin) return;
        if (/\/a\/|article|content|\/t\d|_\d+\.s?html$/.test(url.pathname) && !/index/.test(url.pathname)) {
          articles.push({ url: url.href, label: "article" });
        } else if (/index_\d+|list|page/.test(url.href)) lists.push({ url: url.href });
      });
      await addRequests([...articles, ...lists]);
    },
  },
  config,
);
await crawler.run(starts);
console.log(JSON.stringify({ collected }));
