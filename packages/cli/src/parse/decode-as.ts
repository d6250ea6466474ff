import { CaibianError, EXIT } from "@caibian/schema/plain";

/**
 * Decodes as the charset that the caller names, whatever the page says.
 * @throws {CaibianError} for a label that nobody knows.
 */
export function decodeAs(bytes: Uint8Array, label: string): string {
  // A gb* label is a subset of gb18030 in practice (DOMAIN.md section 3.7).
  const family = /^(x-)?(gb|cp936|hz-gb|chinese)/i.test(label) ? "gb18030" : label;
  try {
    return new TextDecoder(family).decode(bytes);
  } catch (error) {
    throw new CaibianError({
      code: "E_USAGE",
      what: "No such charset",
      where: label,
      next: "Use a label of the WHATWG Encoding Standard: utf-8, gb18030, big5 …",
      exitCode: EXIT.usage,
      cause: error,
    });
  }
}
