/** Whether a User-Agent tells whom to write to: a URL or a mail address. */
export function hasContact(userAgent: string): boolean {
  return /https?:\/\/[^\s/?#()]+\.[^\s/?#()]+|[^\s@()<>]+@[^\s@()<>]+\.[^\s@()<>]+/i.test(userAgent);
}
