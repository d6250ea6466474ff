import type { KeptLine } from "../strip/strip-body.ts";
import { tidy } from "../text/fold.ts";

/** What a publishing system writes behind a file: the bracket that it opened before, and how often it was fetched. */
const BEHIND_FILE = /^[\s\u3000】\])）]{0,6}(?:[（(]?(?:已下载|下载次数|下载)[\s:：]?\d{0,9}[\s\u3000]?次?[）)]?)?$/;

/** The words of a file's link: the walk puts the file before them. Null for a line that is more than that. */
export function fileName({ line, text }: KeptLine): string | null {
  if (line.medium !== null || line.links === 0) return null;
  const isAlone = line.links === 1 && text === line.text && BEHIND_FILE.test(text.slice(line.linkLength).trimEnd());
  if (isAlone) return tidy(text.slice(0, line.linkLength));
  return line.linkLength >= line.text.length * 0.6 ? tidy(text) : null;
}
