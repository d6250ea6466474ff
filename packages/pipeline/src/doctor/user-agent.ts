/** Whether a User-Agent tells whom to write to: a URL or a mail address. */
export function hasContact(userAgent: string): boolean {
  return userAgent.split(/[\s()<>,;]/).some((word) => isUrl(word.replace(/^\+/, "")) || isMail(word));
}

function isUrl(word: string): boolean {
  return /^https?:/i.test(word) && URL.canParse(word) && new URL(word).hostname.includes(".");
}

function isMail(word: string): boolean {
  const [name = "", host = "", ...more] = word.split("@");
  return name !== "" && more.length === 0 && /^[^.]+(?:\.[^.]+)+$/.test(host);
}
