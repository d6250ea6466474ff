import { decodeHTML, decodeHTMLAttribute } from "entities/lib/decode.js";

/** Text with its character references (`&nbsp;`, `&#8220;`) replaced. */
export function decodeText(text: string): string {
  return text.includes("&") ? decodeHTML(text) : text;
}

/** The same for an attribute's value, where `&copy=1` stays as it is. */
export function decodeValue(text: string): string {
  return text.includes("&") ? decodeHTMLAttribute(text) : text;
}
