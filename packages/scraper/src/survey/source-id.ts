import { parse } from "tldts";

const LONGEST_ID = 64;

/** An id for a Source of a URL's site: `snd` of `www.snd.gov.cn`, `news-snd` of `news.snd.gov.cn`; not one of `taken`. */
export function sourceIdOf(url: string, taken: ReadonlySet<string> = new Set()): string {
  const { hostname, port } = new URL(url);
  const { domainWithoutSuffix, subdomain, isIp } = parse(hostname);
  const labels = [
    isIp === true || domainWithoutSuffix === null || domainWithoutSuffix === ""
      ? hostname
      : [subdomain === "www" ? "" : subdomain, domainWithoutSuffix].filter(Boolean).join("-"),
    port,
  ];
  const stem =
    labels
      .filter((label) => label !== "")
      .join("-")
      .toLowerCase()
      .replaceAll(/[^a-z0-9]+/g, "-")
      .replaceAll(/^-|-$/g, "")
      .slice(0, LONGEST_ID - 4) || "source";
  if (!taken.has(stem)) return stem;
  for (let n = 2; ; n++) if (!taken.has(`${stem}-${n}`)) return `${stem}-${n}`;
}
