import type { PagedList } from "./next-page.ts";

/** A platform whose section page is a shell: where its script gets the list. */
interface Shell {
  readonly id: string;
  readonly find: (list: PagedList) => string | null;
}

const CONFIG = /\b_CONFIG\s*=\s*\{/;
const SID = /\bSID\s*:\s*['"]?(\w{1,20})/;
const CATEGORY = /"?\bid"?\s*:\s*(\d{1,9})[^{}[\]]{0,400}?"?post_count"?\s*:\s*(\d{1,9})/g;

// `"/x/getInfoCommon/?pagesize=12&currpage=1&channelid=…"` in a script.
const ASKED =
  /(["'])((?:https?:\/)?\/[^"'\s<>]{2,300}[?&](?:currpage|page|pageno|pagenum|pageindex|pagenumber)=[01](?:&[^"'\s<>]{0,300})?)\1/i;

const SHELLS: readonly Shell[] = [
  {
    // Guangdong's catalogue of public records: /gkmlpt/api/all/<category>?page=1&sid=<sid>.
    id: "gkmlpt",
    find: ({ url, page }) => {
      const config = page.scripts.find(({ text }) => CONFIG.test(text.slice(0, 20_000)))?.text ?? "";
      const sid = SID.exec(config)?.[1];
      const category = /^#(\d{1,9})$/.exec(new URL(url).hash)?.[1] ?? firstCategory(config);
      if (sid === undefined || category === null || !new URL(url).pathname.includes("/gkmlpt/")) return null;
      return new URL(`/gkmlpt/api/all/${category}?page=1&sid=${sid}`, url).href;
    },
  },
  {
    // An element names the API and its query, in single-quoted JSON.
    id: "jpaas",
    find: ({ page, resolve }) => {
      for (const { api, query } of page.queries) {
        const parameters = [...query.matchAll(/'([^']{1,60})'\s*:\s*'([^']{0,300})'/g)]
          .map(([, name = "", value = ""]) => `${encodeURIComponent(name)}=${encodeURIComponent(value)}`)
          .join("&");
        const found = parameters === "" ? null : resolve(`${api}?${parameters}`);
        if (found !== null) return found;
      }
      return null;
    },
  },
  {
    id: "asked-in-script",
    find: ({ page, resolve }) => {
      for (const { text } of page.scripts) {
        const found = ASKED.exec(text.slice(0, 100_000))?.[2];
        if (found !== undefined) return resolve(found);
      }
      return null;
    },
  },
];

/** The first page of the list API behind a page that holds no articles itself. */
export function nextOfShell(list: PagedList): string | null {
  if (list.hasArticles) return null;
  for (const { find } of SHELLS) {
    const found = find(list);
    if (found !== null) return found;
  }
  return null;
}

/** The first category that holds anything, else the first. */
function firstCategory(config: string): string | null {
  const categories = [...config.slice(0, 200_000).matchAll(CATEGORY)];
  return (categories.find(([, , count]) => Number(count) > 0) ?? categories[0])?.[1] ?? null;
}
