import { existsSync, readFileSync } from "node:fs";
import { join } from "node:path";

/** What stores of one kind or another have cut, changed or refused. */
const OURS: readonly string[] = [
  "before\u0000after",
  "half a pair \ud800, and the other \udc00",
  "e\u0301 is not \u00e9",
  "one\u2028two\u2029three\u0085four\u000bfive",
  "\r\n two lines\r\n",
  "\ttabs\t and spaces  ",
  "　全角空格　",
  "\ufeffa mark, \u200b\u200d\u2060 nothing, \u202eright to left",
  "😀 👨‍👩‍👧 🏳️‍🌈 𠮷𡈽",
  "</script><!-- ]]> &amp; &lt; <b>",
  "\\u0041 \\n \\ \\\\ \" ' `",
  "$1 $& ${x} {region} {id} %s %00 %E4",
  "'; DROP TABLE articles;--",
  "NULL",
  "null",
  "",
  "0",
  "-0",
  "1e400",
  "true",
  '{"a":1}',
  "\u0001\u001f\u007f\uffff\ufffe",
];

/** Strings that break programs: ours, and those of `shared/attacks/blns` where they are beside the repository. */
export function naughtyStrings(): readonly string[] {
  const here = process.env["CAIBIAN_SHARED"] ?? join(import.meta.dirname, "../../../../../../shared");
  const file = [here, join(here, "../../shared")].map((one) => join(one, "attacks/blns/blns.json")).find(existsSync);
  if (file !== undefined) return [...OURS, ...(JSON.parse(readFileSync(file, "utf8")) as string[])];
  console.log("NOT RUN: the big list of naughty strings: shared/attacks/blns is not beside the repository");
  return OURS;
}
