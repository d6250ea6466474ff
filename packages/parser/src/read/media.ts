import type { Attributes } from "./attributes.ts";
import type { Medium } from "./lines.ts";

const LAZY_SOURCES = [
  "data-src",
  "data-original",
  "data-lazy-src",
  "data-url",
  "data-actualsrc",
  "original",
  "_src",
  "src",
];
const FILE = /\.(?:pdf|docx?|xlsx?|pptx?|zip|rar|wps|ofd|et|7z|csv)(?:$|[?#])/i;
/** A script that hands files out by a number: vsb's download.jsp?urltype=…, jcms's downfile.jsp?classid=…, their kin. */
const FILE_SCRIPT =
  /\/(?:_content\/download|down(?:load)?_?(?:file|attach\w{0,12})|(?:file|attach\w{0,12})_?down(?:load)?)\.(?:jsp|do|action|aspx?|ashx|php)\?./i;
const VIDEO_FRAME = /v\.qq\.com|youku|bilibili|video|player|cctv|\.mp4/i;
const SMALLEST_PICTURE = 60;

/** The picture, film or file that an element stands for, or null. Icons and spacers are none. */
export function mediumOf(name: string, attributes: Attributes): Medium | null {
  switch (name) {
    case "a": {
      const href = attributes.getRaw("href");
      if (href === undefined || !isFile(href)) return null;
      return { kind: "attachment", url: attributes.get("href") ?? "", alt: "" };
    }
    case "img":
      return pictureOf(attributes);
    case "video":
    case "embed":
    case "iframe":
      return filmOf(sourceOf(attributes), attributes.get("title") ?? "", name !== "iframe");
    default:
      return null;
  }
}

function isFile(href: string): boolean {
  return FILE.test(href) || (href.includes("?") && FILE_SCRIPT.test(href));
}

/** A film at a URL, or null: of frames, only those of players are films. */
export function filmOf(url: string, title: string, isFilm: boolean): Medium | null {
  return url !== "" && (isFilm || VIDEO_FRAME.test(url)) ? { kind: "video", url, alt: title } : null;
}

/** True for a film without a file of its own: a child may name one. */
export function wantsSource(name: string, attributes: Attributes): boolean {
  return (name === "video" || name === "iframe") && sourceOf(attributes) === "";
}

function sourceOf(attributes: Attributes): string {
  return attributes.get("src") ?? attributes.get("data-src") ?? "";
}

function pictureOf(attributes: Attributes): Medium | null {
  for (const name of LAZY_SOURCES) {
    const url = attributes.get(name)?.trim() ?? "";
    if (url === "" || url.startsWith("data:")) continue;
    if (isSmall(attributes.get("width")) || isSmall(attributes.get("height"))) return null;
    return { kind: "image", url, alt: attributes.get("alt")?.trim() ?? "" };
  }
  return null;
}

function isSmall(size: string | undefined): boolean {
  const pixels = Number.parseInt(size ?? "", 10);
  return pixels >= 0 && pixels < SMALLEST_PICTURE && !(size ?? "").includes("%");
}
