/** A caption (图说) and who took the picture. */
export interface Caption {
  /** The line as it stands. */
  readonly text: string;
  readonly caption: string | null;
  readonly credit: string | null;
}

const LONGEST_CAPTION = 120;
const LONGEST_CREDIT = 60;
const OPENER =
  /^(?:图为|[上下左右](?:组)?图|图(?=[①-⑳\d一二三四]|[::：])|[▲△▼↑↓▵👆👇]|资料图|(?:资料)?图片[::：]|(?:Photo|Image|Picture)[::：] )/u;
const MARKS = /^[▲△▼↑↓▵◎👆👇]+\s?|\s?[▲△▼↑↓▵👆👇]+$/gu;
/** What stands last in a caption and says whose picture it is; blanks are single here. */
const CREDITS: readonly RegExp[] = [
  /(?:^|[ (（。，、；|])((?:[\p{Script=Han}]{0,12}(?:记者|通讯员|摄影师) ?)?(?:[\p{Script=Han}·]{2,3} [\p{Script=Han}·]{2,3}|[\p{Script=Han}·]{2,4}(?:、[\p{Script=Han}·]{2,4}){0,3}) ?[/／]? ?(?:摄影报道|摄影|摄|供图|制图|绘图|图))[)）]?$/u,
  /((?:新华社|中新社)(?:记者[^。，]{1,12}摄|发[^。，]{0,16}))[)）]?$/,
  /((?:受访者|受访单位|通讯员|网友|本人|[\p{Script=Han}]{2,12})供图|资料图片?|资料照片|(?:网络|视频|微信)截图|图自[^。，]{2,16}|视觉中国)[)）]?$/u,
  /(?:^|[ (（。，|])((?:摄影?|图|供图|制图|图源|图片来源|图片提供|来源|Photo|Credit|Image)[::：/／] ?[^。，]{2,24}?)[)）]?$/iu,
];

/**
 * Reads a line beside a picture as its caption, or answers null: short, and opened or closed as captions are.
 * `isMarked`: the page itself sets it as one (`figcaption`), so that only its length counts.
 */
export function readCaption(line: string, isMarked = false): Caption | null {
  if (line === "" || line.length > (isMarked ? LONGEST_CAPTION * 3 : LONGEST_CAPTION)) return null;
  const spaced = line.replaceAll(/[\s\u3000]+/g, " ");
  const end = spaced.slice(-LONGEST_CREDIT);
  let credit: string | null = null;
  let from = spaced.length;
  for (const pattern of CREDITS) {
    const found = pattern.exec(end);
    if (found === null) continue;
    const words = found[1] ?? "";
    credit = words.trim();
    from = spaced.length - end.length + found.index + found[0].indexOf(words);
    break;
  }
  if (credit === null && !isMarked && !OPENER.test(line) && !endsWithMark(line)) return null;
  const caption = spaced
    .slice(0, from)
    .replaceAll(MARKS, "")
    .replace(/[ (（|]+$/, "")
    .trim();
  return { text: line, caption: caption === "" ? null : caption, credit };
}

/** True for a line that points down at the picture below it: `春耕现场▼`, `▼春耕现场`. */
export function pointsDown(line: string): boolean {
  return line.length <= LONGEST_CAPTION && /^[▼↓👇]|[▼↓👇]$/u.test(line);
}

function endsWithMark(line: string): boolean {
  return /[▲△▼↑↓👆👇]$/u.test(line);
}
