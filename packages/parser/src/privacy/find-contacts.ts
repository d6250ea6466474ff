import type { ArticleContact, Block } from "@caibian/schema";

import { isBankCard, isIdNumber } from "./check-digits.ts";

/** One kind of private contact: how it looks, and what else must hold. */
interface ContactForm {
  readonly kind: ArticleContact["kind"];
  readonly pattern: RegExp;
  /** Group that is the contact; the words before it are not. Default 0. */
  readonly group?: number;
  readonly holds?: (found: string) => boolean;
}

/** No text without one of these has a contact; most paragraphs end here. */
const ANY = /[@＠]|艾特|\(at\)|\[at\]|\d[\d -]{4}|QQ|微信|V信|[A-Z] ?[·•]? ?[A-Z\d]{5}/i;
const LONGEST = 20_000;

/**
 * Longest first: an identity number holds eleven digits that look like a mobile number. Landlines, 110, 12345,
 * 400 and 95xxx numbers, public accounts and addresses of offices are news, not private.
 */
const FORMS: readonly ContactForm[] = [
  { kind: "idCard", pattern: /(?<![\dA-Za-z])[1-9]\d{16}[\dXx](?![\dA-Za-z])/g, holds: isIdNumber },
  {
    kind: "bankCard",
    pattern: /(?<![\dA-Za-z])[3-6]\d{3}(?:[ -]?\d{4}){2}[ -]?\d{1,4}(?:[ -]?\d{1,3})?(?![\dA-Za-z])/g,
    holds: isBankCard,
  },
  {
    kind: "email",
    pattern:
      /(?:(?<!\w)\w[\w.+-]{0,40}|\d{1,6}(?: \d{1,6}){1,5}) ?(?:[@＠]|\(at\)|\[at\]|艾特) ?[A-Za-z\d-]{1,40}(?: ?(?:[.。．]|\(dot\)) ?[A-Za-z]{2,8}){1,3}/gi,
    holds: (found) => !/\.gov\.cn$/i.test(found),
  },
  {
    kind: "mobile",
    pattern: /(?<![\d.@-])(?:\+?86[ -]?)?1[3-9]\d(?:[ -]?\d{4}){2}(?![\d.]|[-@][\dA-Za-z]| ?[元股吨亿万%％])/g,
  },
  { kind: "qq", pattern: /QQ(?:号码?|群号?)?(?:为|是)? ?[:：]? ?([1-9](?: ?\d){4,10})(?!\d)/gi, group: 1 },
  {
    kind: "wechat",
    pattern: /(?:微信(?:号|同号)?|V信|加V)(?:为|是)? ?[:：] ?([A-Za-z][\w-]{5,19})(?![\w-])/gi,
    group: 1,
  },
  {
    kind: "plate",
    pattern:
      /[京津冀晋蒙辽吉黑沪苏浙皖闽赣鲁豫鄂湘粤桂琼渝川贵云藏陕甘青宁新][A-HJ-NP-Z] ?[·•]? ?(?=[A-HJ-NP-Z]{0,2}\d)[A-HJ-NP-Z\d]{4,5}[A-HJ-NP-Z\d挂学警](?![A-Za-z\d])/g,
  },
];

/** Private contacts in the text of the blocks, in order, without overlaps. */
export function findContacts(blocks: readonly Block[]): ArticleContact[] {
  const found: ArticleContact[] = [];
  for (const [block, { text }] of blocks.entries()) {
    if (text.length > LONGEST || !ANY.test(text)) continue;
    const spans: ArticleContact[] = [];
    for (const form of FORMS) collect(form, text, block, spans);
    found.push(...spans.sort((a, b) => a.start - b.start));
  }
  return found;
}

function collect(form: ContactForm, text: string, block: number, spans: ArticleContact[]): void {
  for (const match of text.matchAll(form.pattern)) {
    const words = match[form.group ?? 0] ?? "";
    const start = match.index + match[0].length - words.length;
    const end = start + words.length;
    if (form.holds !== undefined && !form.holds(words)) continue;
    if (spans.every((span) => end <= span.start || start >= span.end))
      spans.push({ kind: form.kind, block, start, end });
  }
}
