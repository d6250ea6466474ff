import { tidy } from "../text/fold.ts";
import { looksLikePerson, partGluedNames } from "./surnames.ts";

/** 史建磊_NBJ11331, 支全明 SF099: the code tells apart editors of one name and stays with the name. */
const STAFF_CODE = /[ _]?[A-Z]{1,4}\d{2,6}$/;
const ONLY_CODE = /^[A-Z]{1,4}\d{2,6}$/;
const HAN_NAME = /^[\p{Script=Han}]{2,4}$/u;
const DOTTED_NAME = /^[\p{Script=Han}]{1,10}·[\p{Script=Han}·]{1,20}$/u;
const LATIN_NAME = /^[A-Za-z][A-Za-z.'\-À-ÿ]{1,24}(?: [A-Za-z.'\-À-ÿ]{1,24}){0,3}$/;
const NO_NAME =
  /^(?:admin\w*|editor|root|system|test|user|web|未知|佚名|匿名|不详|网站管理员|管理员|本站|本网|本报|本台|本刊|原创|网络|互联网|转载|暂无|无|null|undefined|none|小编|综合|新闻|新华社|来源|作者|记者|编辑|报道|整理|供稿|摄影|通讯员|责任编辑|责编|赞赏|赞赏作者|通讯|特约|本报讯|等|阅读|浏览|点击|评论|出自|原文|直播|图片|视频|整合|编译|采写|文图|图文|robot)$/i;
const TRAILING_VERB =
  /(?:文\/?图|图\/?文|摄影报道|综合报道|采访报道|採訪報導|綜合報導|即時報導|報導|报道|整理|整合|综合|编译|編譯|供图|供稿|摄影|摄|文|图|采写|撰文|电|讯|发|实习)$/;
/** A role or an office in front of a name, and words that make a part no name. */
const LEADING_ROLE = /^[\p{Script=Han}]{0,8}(?:记者|記者|通讯员|评论员|撰稿人|实习生|编辑|作者)/u;
const NO_PERSON =
  /评论员|研究员|教授|记者|公司|频道|日报|晚报|编辑部|^系|(?:网|報|网站|报|社|台|局|厅|院|委|部|版|在线|中心|新闻)$|^https?:|www\./;
/** 方敏北京大学经济学院教授: a name, and behind it the office of its bearer. */
const NAME_AND_OFFICE =
  /^(\p{Script=Han}{2,3}?)(?:中国|中共|北京|上海|天津|重庆|江苏|浙江|广东|山东|河南|河北|湖南|湖北|四川|陕西|山西|福建|安徽|江西|辽宁|吉林|黑龙江|云南|贵州|甘肃|青海|海南|广西|宁夏|新疆|西藏|内蒙古|南京|武汉|国家|中央|全国|清华|复旦|系|现任|本报|省|市)\p{Script=Han}{2,30}(?:教授|研究员|院长|主任|书记|会长|主席|校长|所长|局长|学者|博士|硕士|专家|讲师|顾问|律师|医师|医生|评论员|学生|会员|成员|委员)$/u;
/** 潘某某台北: where a Taiwanese reporter files from. */
const NAME_AND_PLACE =
  /^(\p{Script=Han}{3})(?:台北|臺北|新北|桃園|新竹|苗栗|台中|臺中|彰化|南投|雲林|嘉義|台南|臺南|高雄|屏東|宜蘭|花蓮|台東|臺東|澎湖|基隆|香港|北京|上海|廣州|綜合|即時)$/u;
const SEPARATORS = /[、,，;；/／╱\\|｜丨&＆]|(?<=\p{Script=Han})和(?=\p{Script=Han}{2,4}$)/u;
const LONGEST = 80;
const LONGEST_PEN_NAME = 10;

/**
 * The names in a byline value, cleaned: trailing verbs and brackets go, padded two-character names (张 娅) join, glued
 * ones part, a staff code stays with its name. Values that name nobody give no name.
 */
export function splitNames(value: string): string[] {
  const bare = tidy(value)
    .replaceAll(/[•∙・‧]/g, "·")
    .replaceAll(/[（(【[〔][^（(【[〔）)】\]〕]{0,30}[）)】\]〕]/g, "、")
    .replaceAll(/[()（）【】[\]〔〕「」“”"]/g, "、")
    .trim();
  if (bare === "" || bare.length > LONGEST) return [];
  if (LATIN_NAME.test(bare) && !NO_NAME.test(bare)) return [bare];
  const names: string[] = [];
  for (const group of bare.split(SEPARATORS))
    for (const part of joinPadded(group.split(/[\s\u3000]+/).filter((word) => word !== "")))
      for (const name of cleanNames(part)) if (!names.includes(name)) names.push(name);
  return names;
}

/** One-character parts in a row (张 娅, 张 胜 男) are one name, and a staff code belongs to the name before it. */
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
    const before = joined.at(-1);
    if (ONLY_CODE.test(part) && before !== undefined && HAN_NAME.test(before))
      joined[joined.length - 1] = `${before} ${part}`;
    else joined.push(part);
  }
  if (run !== "") joined.push(run);
  return joined;
}

function cleanNames(part: string): readonly string[] {
  const code = STAFF_CODE.exec(part)?.[0] ?? "";
  let name = part
    .slice(0, part.length - code.length)
    .replace(LEADING_ROLE, "")
    .replaceAll(/^[:：\-—_.·]+|[:：\-—_.。]+$/g, "");
  if (!HAN_NAME.test(name) || name.length > 3 || name.endsWith("摄")) name = name.replace(TRAILING_VERB, "");
  name = name.replace(NAME_AND_PLACE, "$1");
  name = NAME_AND_OFFICE.exec(name)?.[1] ?? name;
  if (name.length < 2 || NO_NAME.test(name) || /^\d+$/.test(name) || name.includes("@") || NO_PERSON.test(name))
    return [];
  const glued = partGluedNames(name);
  if (glued !== null) return glued;
  if (HAN_NAME.test(name) || DOTTED_NAME.test(name)) return [`${name}${code}`];
  if (LATIN_NAME.test(name)) return [name];
  // Pen-names and collective names: short, no sentence.
  return name.length <= LONGEST_PEN_NAME && /\p{L}/u.test(name) && !/[。！？，]/.test(name) ? [`${name}${code}`] : [];
}

/** True when every part of the value is a person's full name: what an unlabelled signature must be. */
export function areAllPersons(names: readonly string[]): boolean {
  return names.length > 0 && names.every((name) => looksLikePerson(name) || DOTTED_NAME.test(name));
}
