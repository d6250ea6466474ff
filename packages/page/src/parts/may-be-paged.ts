const PAGE_PARAMETER = /[?&;](?:page|page_?no|page_?num|page_?index|curr?page|pg)=$/i;
const OWN_PARAMETER = /[?&](?:page|page_?no|page_?num|page_?index|curr?page|pg)=\d/i;
/** Named as later parts are; few sites name all of their stories so. */
const LATER = /[_-]\d{1,2}\.[a-z]{2,5}$/i;
/** Behind a first page's name: what makes a further page of it. */
const NUMBERED = /^(?:[_-]|\/)(?:\d{1,2}|s|all|full|qw)(?:\.[a-z]{2,5}|["'/?])/i;
const LONGEST_NUMBER = 14;
const LONGEST_PARAMETER = 14;
const PAGER_SCRIPT = "createPageHTML(";
/** Stems of one letter are everywhere and tell nothing. */
const LEAST_STEM = 2;

/**
 * A quick look at undecoded bytes: false when the page surely neither goes on elsewhere nor is a later part. What it
 * looks for is ASCII in every charset. Two searches of the runtime's own: a loop over the bytes costs six times as much.
 */
export function mayBePaged(bytes: Uint8Array, url: string): boolean {
  if (!URL.canParse(url)) return false;
  const { pathname, search } = new URL(url);
  const file = pathname.slice(pathname.replace(/\/$/, "").lastIndexOf("/") + 1);
  if (LATER.test(file) || OWN_PARAMETER.test(search)) return true;
  const stem = file.replace(/(?:\.[a-z]{2,5}|\/)$/i, "");
  const buffer = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  return hasPageParameter(buffer) || (stem.length >= LEAST_STEM && hasFurtherPart(buffer, stem));
}

/** `?page=2`, `&pg=2x`. */
function hasPageParameter(buffer: Buffer): boolean {
  for (let at = buffer.indexOf("=2"); at >= 0; at = buffer.indexOf("=2", at + 2)) {
    if (PAGE_PARAMETER.test(buffer.toString("latin1", Math.max(0, at - LONGEST_PARAMETER), at + 1))) return true;
  }
  return false;
}

/** The page's own name with a number behind it, or in quotes beside a script that makes a pager. */
function hasFurtherPart(buffer: Buffer, stem: string): boolean {
  for (let at = buffer.indexOf(stem, 0, "latin1"); at >= 0; at = buffer.indexOf(stem, at + 1, "latin1")) {
    const end = at + stem.length;
    if (NUMBERED.test(buffer.toString("latin1", end, end + LONGEST_NUMBER))) return true;
    const isQuoted = QUOTES.has(buffer[at - 1]) && buffer[at - 1] === buffer[end];
    if (isQuoted && buffer.includes(PAGER_SCRIPT)) return true;
  }
  return false;
}

const QUOTES: ReadonlySet<number | undefined> = new Set([0x22, 0x27]);
