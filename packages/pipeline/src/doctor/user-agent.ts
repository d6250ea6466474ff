const LONGEST = 500;

/** Whether a User-Agent tells whom to write to: a URL or a mail address. */
export function hasContact(userAgent: string): boolean {
  return userAgent
    .slice(0, LONGEST)
    .split(/[\s()<>;,]/)
    .some((word) => isContact(word.replace(/^\+/, "")));
}

function isContact(word: string): boolean {
  if (/^https?:\/\//i.test(word)) return URL.canParse(word) && new URL(word).hostname.includes(".");
  const [name = "", host = ""] = word.split("@");
  return name !== "" && /^[^.]+\.[^.]/.test(host);
}
