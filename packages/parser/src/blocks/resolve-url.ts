const LONGEST = 2048;

/** An absolute http(s) URL of a picture, film or file; relative where the page's own URL is not known; else null. */
export function resolveUrl(url: string, base: string | null): string | null {
  const trimmed = url.trim();
  if (trimmed === "" || trimmed.length > LONGEST) return null;
  if (base !== null && URL.canParse(trimmed, base)) {
    const parsed = new URL(trimmed, base);
    return parsed.protocol === "http:" || parsed.protocol === "https:" ? parsed.href : null;
  }
  if (URL.canParse(trimmed)) return /^https?:/i.test(trimmed) ? trimmed : null;
  // Relative, and no base: kept as it stands, unless it smuggles a scheme.
  return /^[^\s:<>"']+$/.test(trimmed) || trimmed.startsWith("//") ? trimmed : null;
}
