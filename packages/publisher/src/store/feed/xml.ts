const SPECIAL: Readonly<Record<string, string>> = {
  "&": "&amp;",
  "<": "&lt;",
  ">": "&gt;",
  '"': "&quot;",
  "'": "&apos;",
};
/** What XML 1.0 forbids in any form: control characters, halves of surrogate pairs, U+FFFE and U+FFFF. */
const FORBIDDEN =
  // eslint-disable-next-line no-control-regex
  /[\u0000-\u0008\u000B\u000C\u000E-\u001F\uFFFE\uFFFF]|[\uD800-\uDBFF](?![\uDC00-\uDFFF])|(?<![\uD800-\uDBFF])[\uDC00-\uDFFF]/g;

/** Text as XML or HTML may hold it, in elements and in attributes. What XML 1.0 forbids is dropped. */
export function escapeXml(text: string): string {
  return text.replaceAll(FORBIDDEN, "").replaceAll(/[&<>"']/g, (char) => SPECIAL[char] ?? char);
}

/** An element with text; none where there is no text. */
export function element(name: string, text: string | null | undefined, attributes = ""): string {
  if (text === null || text === undefined || text === "") return "";
  return `<${name}${attributes}>${escapeXml(text)}</${name}>\n`;
}
