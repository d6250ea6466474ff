/**
 * Where a URL points, for errors and logs: its scheme and host. User, password, path and query may be secrets (many
 * webhook addresses are).
 */
export function placeOf(url: string): string {
  if (!URL.canParse(url)) return "an address that is no URL";
  const { protocol, host } = new URL(url);
  return `${protocol}//${host}`;
}

/** Another's message in which a URL's secrets may stand, without them. */
export function withoutSecrets(text: string, url: string): string {
  if (!URL.canParse(url)) return text;
  const { href, username, password, pathname, search } = new URL(url);
  let clean = text.replaceAll(url, placeOf(url)).replaceAll(href, placeOf(url));
  for (const secret of [decoded(password), password, search, pathname, `${username}@`]) {
    if (secret.length > 1) clean = clean.replaceAll(secret, "…");
  }
  return clean;
}

function decoded(text: string): string {
  try {
    return decodeURIComponent(text);
  } catch {
    // A stray % in a password: it stands as it is.
    return text;
  }
}
