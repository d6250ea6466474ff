import type { Element } from "domhandler";

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
const VIDEO_FRAME = /v\.qq\.com|youku|bilibili|video|player|cctv|\.mp4/i;
const SMALLEST_PICTURE = 60;

/** The picture, film or file that an element stands for, or null. Icons and spacers are none. */
export function mediumOf(element: Element): Medium | null {
  switch (element.name) {
    case "img":
      return pictureOf(element);
    case "video":
    case "embed":
      return videoOf(element, true);
    case "iframe":
      return videoOf(element, false);
    case "a": {
      const { href = "" } = element.attribs;
      return FILE.test(href) ? { kind: "attachment", url: href, alt: "" } : null;
    }
    default:
      return null;
  }
}

function pictureOf({ attribs }: Element): Medium | null {
  for (const name of LAZY_SOURCES) {
    const url = attribs[name]?.trim() ?? "";
    if (url === "" || url.startsWith("data:")) continue;
    if (isSmall(attribs["width"]) || isSmall(attribs["height"])) return null;
    return { kind: "image", url, alt: attribs["alt"]?.trim() ?? "" };
  }
  return null;
}

function videoOf({ attribs, children }: Element, isFilm: boolean): Medium | null {
  let url = attribs["src"] ?? attribs["data-src"] ?? "";
  for (const child of children) if (url === "" && "attribs" in child) url = child.attribs["src"] ?? "";
  return url !== "" && (isFilm || VIDEO_FRAME.test(url)) ? { kind: "video", url, alt: attribs["title"] ?? "" } : null;
}

function isSmall(size: string | undefined): boolean {
  const pixels = Number.parseInt(size ?? "", 10);
  return pixels >= 0 && pixels < SMALLEST_PICTURE && !(size ?? "").includes("%");
}
