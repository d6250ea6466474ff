/** One kind of number or address that is masked whoever it belongs to, and what stands in its place. */
interface ContactForm {
  readonly mark: string;
  readonly pattern: RegExp;
}

// The longest first: an identity number holds what looks like a mobile number. Short public numbers (110, 12345,
// 95xxx) have no form here: they are news in every notice.
const FORMS: readonly ContactForm[] = [
  { mark: "[idCard]", pattern: /(?<![\dA-Za-z])[1-9]\d{16}[\dXx](?![\dA-Za-z])/g },
  {
    mark: "[email]",
    pattern:
      /(?<![\w.+-])\w[\w.+-]{0,63} ?(?:[@＠]|\(at\)|\[at\]|艾特) ?[A-Za-z\d-]{1,40}(?:[.．][A-Za-z\d-]{1,20}){1,4}/g,
  },
  { mark: "[mobile]", pattern: /(?<![\d.])(?:\+?86[ -]?)?1[3-9]\d(?:[ -]?\d{4}){2}(?!\d)/g },
  { mark: "[phone]", pattern: /(?<![\d.])[48]00[ -]?\d{3,4}[ -]?\d{3,4}(?!\d)/g },
  { mark: "[phone]", pattern: /(?<![\d.])(?:\+?86[ -]?)?\(?0\d{2,3}[)）]?[ -]?\d{7,8}(?:[转-]\d{1,5})?(?!\d)/g },
  { mark: "[phone]", pattern: /(?<=(?:电话|热线|传真|致电|拨打)[^\d\n]{0,8})[2-8]\d{6,7}(?:[转-]\d{1,5})?(?!\d)/g },
];

/** The text without any telephone number, mail address or identity number, marked by the parser or not. */
export function maskOfficeContacts(text: string): string {
  if (!/\d{3}|[@＠]|\(at\)|\[at\]|艾特/.test(text)) return text;
  return FORMS.reduce((rest, { mark, pattern }) => rest.replace(pattern, mark), text);
}
