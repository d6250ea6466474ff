/** Private contacts, however they are broken up: mail, QQ numbers and WeChat ids, telephone numbers. */
const CONTACTS: readonly RegExp[] = [
  /[\w.+-](?:[\w.+ -]{0,40}[\w.+-])?\s{0,3}(?:@|＠|#|\(at\)|\[at\]|艾特| at )\s{0,3}[\w-]{1,40}(?:\s{0,2}(?:\.|。|\(dot\)| dot )\s{0,2}[A-Za-z]{2,10}){1,3}/gi,
  /(?:QQ群?|微信号?|V信|WeChat)\s{0,3}[:：]?\s{0,3}[A-Za-z\d](?:[ -]?[\w]){4,19}/gi,
  /(?<!\d)(?:\+?86[ -]?)?1[3-9]\d(?:[ -]?\d){8}(?!\d)/g,
  /(?<!\d)0\d{2,3}[ -–—]?\d{7,8}(?!\d)/g,
  // Taiwan: 09 and eight digits, and numbers of six to eight behind the area's.
  /(?<!\d)09\d{2}[ -]?\d{3}[ -]?\d{3}(?!\d)/g,
  /(?:[(（]0\d{1,3}[)）]|(?<!\d)0\d{1,2}-) ?\d{3,4}[ -]?\d{3,4}(?!\d)/g,
];
const MARK = "[contact]";

/** Replaces contact data by `[contact]`. For footers, where it has no news value. */
export function redactContacts(text: string): string {
  let redacted = text;
  for (const contact of CONTACTS) redacted = redacted.replaceAll(contact, MARK);
  return redacted;
}
