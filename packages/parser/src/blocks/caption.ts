/** A caption (图说) and who took the picture. */
export interface Caption {
  /** The line as it stands. */
  readonly text: string;
  readonly caption: string | null;
  readonly credit: string | null;
}

const LONGEST_CAPTION = 120;
const OPENER = /^(?:图为|[上下左右]图|图[①-⑳\d一二三四]|[▲△▼↑↓]|资料图|▵|图[::：]|(?:资料)?图片[::：])/;
const CREDIT =
  /[\s（(。，]*((?:[\p{Script=Han}]{0,10}?(?:记者|通讯员))?[\s\u3000]*[\p{Script=Han}·]{2,4}(?:[\s\u3000、][\p{Script=Han}·]{2,4})?[\s\u3000]*(?:摄影|摄|供图|图)|(?:新华社|中新社)(?:记者.{1,8}摄|发.{0,14})|受访者供图|资料图片?|(?:网络|视频)截图|通讯员供图|[\p{Script=Han}]{2,8}供图)[）)]*$/u;

/** Reads a line after a picture as its caption, or answers null: short, and opened or closed as captions are. */
export function readCaption(line: string): Caption | null {
  if (line === "" || line.length > LONGEST_CAPTION) return null;
  const credit = CREDIT.exec(line);
  if (credit === null && !OPENER.test(line)) return null;
  const caption = line
    .slice(0, credit?.index ?? line.length)
    .replace(/^[▲△▼↑↓▵◎]+\s*/, "")
    .trim();
  return { text: line, caption: caption === "" ? null : caption, credit: credit?.[1]?.trim() ?? null };
}
