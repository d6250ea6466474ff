/** A path pattern of an allow or disallow line, ready to match. */
export interface PathPattern {
  /** Length of the pattern: the longest match wins. */
  readonly priority: number;
  matches(path: string): boolean;
}

/** Compiles `*` and a final `$`. Matching is linear: each piece is looked for once, from the left. */
export function compilePattern(value: string): PathPattern {
  const pattern = escapePattern(value);
  const isAnchored = pattern.endsWith("$");
  const [head = "", ...rest] = (isAnchored ? pattern.slice(0, -1) : pattern).split("*");
  const tail = isAnchored ? rest.pop() : undefined;
  return {
    priority: pattern.length,
    matches: (path) => {
      if (!path.startsWith(head)) return false;
      if (isAnchored && tail === undefined) return path.length === head.length;
      let at = head.length;
      for (const piece of rest) {
        const found = path.indexOf(piece, at);
        if (found < 0) return false;
        at = found + piece.length;
      }
      return tail === undefined || (path.endsWith(tail) && path.length - tail.length >= at);
    },
  };
}

/** Bytes outside ASCII become %XX, and the hex digits of what is escaped already become upper case. */
export function escapePattern(value: string): string {
  return value
    .replaceAll(/%[0-9a-f]{2}/gi, (escape) => escape.toUpperCase())
    .replaceAll(/[\u0080-\u00ff]/g, (byte) => `%${byte.charCodeAt(0).toString(16).toUpperCase()}`);
}

/** Path, parameters and query of a URL as it is written: nothing is normalised, since rules compare bytes. */
export function pathOf(url: string): string {
  const start = url.startsWith("//") ? 2 : 0;
  const scheme = url.indexOf("://", start);
  const early = firstOf(url, start);
  const host = scheme >= 0 && (early < 0 || early > scheme) ? scheme + 3 : start;
  const path = firstOf(url, host);
  if (path < 0) return "/";
  const hash = url.indexOf("#", start);
  if (hash >= 0 && hash < path) return "/";
  const text = url.slice(path, hash < 0 ? url.length : hash);
  return text.startsWith("/") ? text : `/${text}`;
}

function firstOf(url: string, from: number): number {
  const found = url.slice(from).search(/[/?;]/);
  return found < 0 ? -1 : found + from;
}
