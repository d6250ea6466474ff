const PAGE_PARAMETER = /[?&;](?:page|page_?no|page_?num|page_?index|curr?page|pg)=$/i;
const OWN_PARAMETER = /[?&](?:page|page_?no|page_?num|page_?index|curr?page|pg)=\d/i;
/** Named as later parts are; few sites name all of their stories so. */
const LATER = /[_-]\d{1,2}\.[a-z]{2,5}$/i;
/** Behind a first page's name: what makes a further page of it. */
const NUMBERED = /^(?:[_-]|\/)(?:\d{1,2}|s|all|full|qw)(?:\.[a-z]{2,5}|["'/?])/i;
const LONGEST_NUMBER = 14;
const LONGEST_PARAMETER = 14;
const PAGER_SCRIPT = "createPageHTML";
const [EQUALS, TWO, UNDERSCORE, HYPHEN, SLASH, PARENTHESIS, L] = [0x3d, 0x32, 0x5f, 0x2d, 0x2f, 0x28, 0x4c];

/**
 * A quick look at undecoded bytes: false when the page surely neither goes on elsewhere nor is a later part. What it
 * looks for is ASCII in every charset. One pass; a search for each of the words would cost five times as much.
 */
export function mayBePaged(bytes: Uint8Array, url: string): boolean {
  if (!URL.canParse(url)) return false;
  const { pathname, search } = new URL(url);
  const file = pathname.slice(pathname.replace(/\/$/, "").lastIndexOf("/") + 1);
  if (LATER.test(file) || OWN_PARAMETER.test(search)) return true;
  const stem = file.replace(/(?:\.[a-z]{2,5}|\/)$/i, "");
  const buffer = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const last = stem.length < 2 ? -1 : stem.charCodeAt(stem.length - 1);
  for (let i = 1; i < bytes.length; i++) {
    const byte = bytes[i];
    if (byte === EQUALS) {
      if (
        bytes[i + 1] === TWO &&
        PAGE_PARAMETER.test(buffer.toString("latin1", Math.max(0, i - LONGEST_PARAMETER), i + 1))
      )
        return true;
    } else if (byte === UNDERSCORE || byte === HYPHEN || byte === SLASH) {
      if (bytes[i - 1] === last && isNumberedAt(buffer, i, stem)) return true;
    } else if (byte === PARENTHESIS && bytes[i - 1] === L && last >= 0 && isPagerScript(buffer, i, stem)) return true;
  }
  return false;
}

function isNumberedAt(buffer: Buffer, at: number, stem: string): boolean {
  return (
    buffer.toString("latin1", Math.max(0, at - stem.length), at) === stem &&
    NUMBERED.test(buffer.toString("latin1", at, Math.min(buffer.length, at + LONGEST_NUMBER)))
  );
}

function isPagerScript(buffer: Buffer, at: number, stem: string): boolean {
  const name = buffer.toString("latin1", Math.max(0, at - PAGER_SCRIPT.length), at);
  return name === PAGER_SCRIPT && (buffer.includes(`"${stem}"`) || buffer.includes(`'${stem}'`));
}
