import type { XmlElement } from "../xml/read-xml.ts";
import { cleanMarkup, oneLine } from "./markup.ts";

const ATOM_1 = "http://www.w3.org/2005/atom";
const BASE_64 = /^[A-Za-z0-9+/]{4,}={0,2}$/;

/** The text or markup of an element, whichever way its feed wraps it: escaped, as XML, in base64. Null when empty. */
export function readConstruct(element: XmlElement, base: string | undefined): string | null {
  const { attributes, markup, text } = element;
  if (markup !== null)
    return oneLine(cleanMarkup(element.namespace === ATOM_1 ? withoutDivision(markup) : markup, base));
  if (/^text(?:\/plain)?$/i.test(attributes["type"] ?? "") && attributes["mode"] !== "escaped") return oneLine(text);
  const isBinary = attributes["mode"] === "base64" || /^application\/octet-stream/i.test(attributes["type"] ?? "");
  const written =
    isBinary && BASE_64.test(text.replaceAll(/\s/g, "")) ? Buffer.from(text, "base64").toString("utf8") : text;
  return oneLine(cleanMarkup(written, base));
}

/** Atom 1.0 wraps its xhtml in a `div` that is not part of the text. */
function withoutDivision(markup: string): string {
  const inner = /^\s*<div\b[^>]*>([\s\S]*)<\/div>\s*$/.exec(markup)?.[1];
  return inner === undefined || /<div\b/.test(inner) ? markup : inner;
}
