const TRADITIONAL =
  /[們這個國來時說對會學發過還沒開問間東車長馬門見頁現場處經結給統網綠線續總聯職聽聞與舉華葉號術衛複觀覺議護讓變豐貝財負責買費資質農進運達遠選邊鄉醫錢錄關陽隊際難電靈項順須題額風飛養館驗體點黨齊龍]/g;
const SIMPLIFIED =
  /[们这个国来时说对会学发过还没开问间东车长马门见页现场处经结给统网绿线续总联职听闻与举华叶号术卫复观觉议护让变丰贝财负责买费资质农进运达远选边乡医钱录关阳队际难电灵项顺须题额风飞养馆验体点党齐龙]/g;
const SAMPLE = 1000;

/** BCP 47 language of a text by its script; `lang` of the page decides only between languages of one script. */
export function languageOf(text: string, lang: string): string {
  const sample = text.slice(0, SAMPLE);
  const count = (pattern: RegExp): number => sample.match(pattern)?.length ?? 0;
  const han = count(/\p{Script=Han}/gu);
  const kana = count(/[\u3041-\u30ff]/g);
  const hangul = count(/\p{Script=Hangul}/gu);
  const latin = count(/\p{Script=Latin}/gu);
  if (kana > 10 && kana * 5 > han) return "ja";
  if (hangul > 10 && hangul > han) return "ko";
  if (han > 0 && han * 3 >= latin) return count(TRADITIONAL) > count(SIMPLIFIED) ? "zh-Hant" : "zh-Hans";
  if (latin > 0) {
    if (count(/[ăâđêôơưạảấầẩẫậắằẳẵặẹẻẽếềểễệỉịọỏốồổỗộớờởỡợụủứừửữựỳỵỷỹ]/gi) * 20 > latin) return "vi";
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
