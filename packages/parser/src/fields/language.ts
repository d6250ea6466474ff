const TRADITIONAL =
  "們這個國來時說對會學發過還沒開問間東車長馬門見頁現場處經結給統網綠線續總聯職聽聞與舉華葉號術衛複觀覺議護讓變豐貝財負責買費資質農進運達遠選邊鄉醫錢錄關陽隊際難電靈項順須題額風飛養館驗體點黨齊龍";
const SIMPLIFIED =
  "们这个国来时说对会学发过还没开问间东车长马门见页现场处经结给统网绿线续总联职听闻与举华叶号术卫复观觉议护让变丰贝财负责买费资质农进运达远选边乡医钱录关阳队际难电灵项顺须题额风飞养馆验体点党齐龙";
const SAMPLE = 1000;
const VIETNAMESE = /[ăâđêôơưạảấầẩẫậắằẳẵặẹẻẽếềểễệỉịọỏốồổỗộớờởỡợụủứừửữựỳỵỷỹ]/gi;

/** What a UTF-16 unit counts as. Bits, since a character may be both 繁 and 简. */
const HAN = 1;
const KANA = 2;
const HANGUL = 4;
const LATIN = 8;
const HANT = 16;
const HANS = 32;
const KNOWN = 128;
/** Learnt when a unit is first seen. */
const KINDS = new Uint8Array(0x10000);

/** BCP 47 language of a text by its script; `lang` of the page decides only between languages of one script. */
export function languageOf(text: string, lang: string): string {
  const sample = text.slice(0, SAMPLE);
  let han = 0;
  let kana = 0;
  let hangul = 0;
  let latin = 0;
  let hant = 0;
  let hans = 0;
  for (let i = 0; i < sample.length; i++) {
    const code = sample.charCodeAt(i);
    const kind = KINDS[code] || learn(code);
    if (kind === KNOWN) continue;
    if ((kind & HAN) !== 0) han++;
    if ((kind & KANA) !== 0) kana++;
    if ((kind & HANGUL) !== 0) hangul++;
    if ((kind & LATIN) !== 0) latin++;
    if ((kind & HANT) !== 0) hant++;
    if ((kind & HANS) !== 0) hans++;
  }
  if (kana > 10 && kana * 5 > han) return "ja";
  if (hangul > 10 && hangul > han) return "ko";
  if (han > 0 && han * 3 >= latin) return hant > hans ? "zh-Hant" : "zh-Hans";
  const count = (pattern: RegExp): number => sample.match(pattern)?.length ?? 0;
  if (latin > 0) {
    if (count(VIETNAMESE) * 20 > latin) return "vi";
    const primary = /^[a-z]{2,3}\b/i.exec(lang.trim())?.[0].toLowerCase();
    return primary !== undefined && !["zh", "ja", "ko"].includes(primary) ? primary : "en";
  }
  for (const [script, tag] of [
    [/\p{Script=Cyrillic}/gu, "ru"],
    [/\p{Script=Arabic}/gu, "ar"],
    [/\p{Script=Thai}/gu, "th"],
  ] as const) {
    if (count(script) > 10) return tag;
  }
  return "und";
}

function learn(code: number): number {
  const character = String.fromCharCode(code);
  let kind = KNOWN;
  if (/\p{Script=Han}/u.test(character) || (code >= 0xd840 && code <= 0xd888)) kind |= HAN;
  if (code >= 0x3041 && code <= 0x30ff) kind |= KANA;
  if (/\p{Script=Hangul}/u.test(character)) kind |= HANGUL;
  if (/\p{Script=Latin}/u.test(character)) kind |= LATIN;
  if (TRADITIONAL.includes(character)) kind |= HANT;
  if (SIMPLIFIED.includes(character)) kind |= HANS;
  KINDS[code] = kind;
  return kind;
}
