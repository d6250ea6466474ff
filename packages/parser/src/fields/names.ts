import { tidy } from "../text/fold.ts";

const STAFF_CODE = /[ _]*[A-Z]{1,4}\d{2,6}$/;
const HAN_NAME = /^[\p{Script=Han}]{2,4}$/u;
const DOTTED_NAME = /^[\p{Script=Han}]{1,8}(?:·[\p{Script=Han}]{1,8}){1,3}$/u;
const LATIN_NAME = /^[A-Za-z][A-Za-z.'\-À-ÿ]{1,24}(?: [A-Za-z.'\-À-ÿ]{1,24}){0,3}$/;
const NO_NAME =
  /^(?:admin\w*|editor|root|system|test|未知|佚名|匿名|网站管理员|管理员|本站|本网|原创|网络|互联网|转载|暂无|无|null|undefined|小编|综合|新闻|新华社|来源|作者|记者|编辑|报道|整理|供稿|摄影|通讯员|责任编辑|责编|赞赏|赞赏作者)$/i;
const TRAILING_VERB =
  /(?:文\/?图|图\/?文|摄影报道|综合报道|报道|整理|整合|综合|编译|供图|供稿|摄影|摄|文|图|采写|撰文|电|讯|发|实习)$/;
/** A role or an office in front of a name, and words that make a part no name. */
const LEADING_ROLE = /^[\p{Script=Han}]{0,8}(?:记者|記者|通讯员|评论员|撰稿人|实习生|编辑|作者)/u;
const NO_PERSON =
  /评论员|研究员|教授|记者|公司|频道|日报|晚报|编辑部|^系|(?:网|报|社|台|局|厅|院|委|部|版|在线)$|^https?:|www\./;
const SEPARATORS = /[、,，;；/／|｜&]|(?<=\p{Script=Han})和(?=\p{Script=Han}{2,4}$)|[\s\u3000]+/u;

/**
 * The names in a byline value, cleaned: staff codes, trailing verbs and brackets go, padded two-character
 * names (张 娅) join. Values that name nobody give no name.
 */
export function splitNames(value: string): string[] {
  const bare = tidy(value)
    .replaceAll(/[•∙・‧]/g, "·")
    .replaceAll(/[（(【[〔][^）)】\]〕]{0,30}[）)】\]〕]/g, " ")
    .replaceAll(/[()（）【】[\]〔〕「」“”"]/g, " ")
    .trim();
  if (bare === "" || bare.length > 80) return [];
  if (LATIN_NAME.test(bare) && !NO_NAME.test(bare)) return [bare];
  const parts = joinPadded(bare.split(SEPARATORS).filter((part) => part !== ""));
  const names: string[] = [];
  for (const part of parts) {
    const name = cleanName(part);
    if (name !== null && !names.includes(name)) names.push(name);
  }
  return names;
}

/** `张 娅` and `张 胜 男` are one name: one-character parts in a row join when they make two or three characters. */
function joinPadded(parts: readonly string[]): string[] {
  const joined: string[] = [];
  let run = "";
  for (const part of parts) {
    if (/^\p{Script=Han}$/u.test(part) && run.length < 3) {
      run += part;
      continue;
    }
    if (run !== "") joined.push(run);
    run = "";
    joined.push(part);
  }
  if (run !== "") joined.push(run);
  return joined;
}

function cleanName(part: string): string | null {
  let name = part
    .replace(STAFF_CODE, "")
    .replace(LEADING_ROLE, "")
    .replaceAll(/^[:：\-—_.·]+|[:：\-—_.。]+$/g, "");
  if (!HAN_NAME.test(name) || name.length > 3 || /[摄]$/.test(name)) name = name.replace(TRAILING_VERB, "");
  if (name === "" || NO_NAME.test(name) || /^\d+$/.test(name) || name.includes("@")) return null;
  if (NO_PERSON.test(name)) return null;
  if (HAN_NAME.test(name) || DOTTED_NAME.test(name) || LATIN_NAME.test(name)) return name;
  // Pen-names and collective names: short, no digits at the start, no sentence.
  return name.length <= 10 && /\p{L}/u.test(name) && !/[。！？，]/.test(name) ? name : null;
}
