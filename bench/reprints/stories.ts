import { pick, randomFrom } from "./random.ts";

/** A story or an edited copy of one, as a page would show it. */
export interface Story {
  readonly id: string;
  /** What it is a copy of; stories of one family and other stories are to stay apart. */
  readonly story: string;
  readonly kind: Edit | "original" | "template";
  readonly title: string;
  readonly text: string;
}

/** What a republisher does to a copy. */
export type Edit = "retitled" | "half" | "third" | "widths" | "one footer" | "two footers" | "new lead" | "unchanged";

const EDITS: readonly Edit[] = [
  "unchanged",
  "retitled",
  "half",
  "third",
  "widths",
  "one footer",
  "two footers",
  "new lead",
];
/** Phrases that every newsroom uses: they make unrelated stories share some 5-grams. */
const STOCK = [
  "记者从有关部门获悉",
  "下一步将继续加大工作力度",
  "取得了明显成效",
  "受到群众一致好评",
  "有关负责人表示",
  "据了解",
  "近年来",
  "进一步提升服务水平",
  "确保各项任务落到实处",
  "为市民提供更加便利的服务",
];
const FOOTERS = [
  "本文来自网络转载，版权归原作者所有，如有侵权请联系我们及时删除，谢谢合作。",
  "更多精彩内容请关注本站官方账号，每天为您推送本地新鲜事，欢迎留言互动。",
  "声明：本站所载文章仅代表作者个人观点，与本站立场无关，仅供读者参考。",
];
const TOWNS = ["昆山市", "江阴市", "义乌市", "晋江市", "宜兴市", "太仓市", "慈溪市", "常熟市"];

/** `count` stories with every edit of each, and as many families of notices made from one template. */
export function makeStories(count: number, seed: number): readonly Story[] {
  const random = randomFrom(seed);
  const stories: Story[] = [];
  for (let i = 0; i < count; i++) {
    const story = `s${i}`;
    const paragraphs = Array.from({ length: 4 + Math.floor(random() * 8) }, () => paragraph(random));
    const title = words(random, 8) + (random() < 0.3 ? `${2 + Math.floor(random() * 90)}项` : "");
    stories.push({ id: story, story, kind: "original", title, text: paragraphs.join("\n") });
    for (const edit of EDITS)
      stories.push({ id: `${story}/${edit}`, story, kind: edit, ...apply(edit, title, paragraphs, random) });
    stories.push(...family(i, random));
  }
  return stories;
}

function apply(
  edit: Edit,
  title: string,
  paragraphs: readonly string[],
  random: () => number,
): Pick<Story, "title" | "text"> {
  const text = paragraphs.join("\n");
  switch (edit) {
    case "unchanged":
      return { title, text };
    case "retitled":
      return { title: words(random, 9), text };
    case "half":
      return { title, text: paragraphs.slice(0, Math.ceil(paragraphs.length / 2)).join("\n") };
    case "third":
      return { title: words(random, 7), text: paragraphs.slice(1, 1 + Math.ceil(paragraphs.length / 3)).join("\n") };
    case "widths":
      return { title, text: text.replaceAll("，", ", ").replaceAll("。", ". ").replaceAll("；", ";") };
    case "one footer":
      return { title, text: `${text}\n${pick(random, FOOTERS)}` };
    case "two footers":
      return { title, text: `${text}\n${FOOTERS[0] ?? ""}\n${FOOTERS[1] ?? ""}` };
    case "new lead":
      return { title: words(random, 9), text: [paragraph(random), ...paragraphs.slice(1)].join("\n") };
    default:
      return edit satisfies never;
  }
}

/** Three notices of one template: other months and figures, or another town. Each is a story of its own. */
function family(index: number, random: () => number): Story[] {
  const frame = Array.from({ length: 8 }, () => words(random, 14));
  const byTown = random() < 0.3;
  const first = Math.floor(random() * 6);
  return [0, 1, 2].map((member): Story => {
    const id = `t${index}/${member}`;
    const figure = (): string =>
      byTown ? words(randomFrom(index), 3) : `${(1 + random() * 98).toFixed(1)}${pick(random, ["%", "亿元", "万人"])}`;
    const month = byTown ? "" : `${1 + first + member}月`;
    const town = byTown ? (TOWNS[(first + member) % TOWNS.length] ?? "") : "本区";
    const text = `${town}${month}${frame.map((piece) => `${piece}${figure()}，`).join("")}${pick(STOCK_FIRST, STOCK)}。`;
    return { id, story: id, kind: "template", title: `${town}${month}${frame[0]?.slice(0, 8) ?? ""}`, text };
  });
}

const STOCK_FIRST = (): number => 0;
/** Common characters: words are drawn from them, the frequent ones often. */
const CHARACTERS =
  "的一是在不了有和人这中大为上个国我以要他时来用们生到作地于出就分对成会可主发年动同工也能下过子说产种面而方后多定行学法所民得经十三之进着等部度家电力里如水化高自二理起小物现实加量都两体制机当使点从业本去把性好应开它合还因由其些然前外天政四日那社义事平形相全表间样与关各重新线内数正心反你明看原又么利比或但质气第向道命此变条只没结解问意建月公无系军很情者最立代想已通并提直题党程展五果料象员革位入常文总次品式活设及管特件长求老头基资边流路级少图山统接知较将组见计别她手角期根论运农指几九区强放决西被干做必战先回则任取据处队南给色光门即保治北造百规热领七海口东导器压志世金增争济阶油思术极交受联什认六共权收证改清己美再采转更单风切打白教速花带安场身车例真务具万每目至达走积示议声报斗完类八离华名确才科张信马节话米整空元况今集温传土许步群广石记需段研界拉林律叫且究观越织装影算低持音众书布复容儿须际商非验连断深难近矿千周委素技备半办青省列习响约支般史感劳便团往酸历市克何除消构府称太准精值号率族维划选标写存候毛亲快效斯院查江型眼王按格养易置派层片始却专状育厂京识适属圆包火住调满县局照参红细引听该铁价严";

function words(random: () => number, length: number): string {
  let text = "";
  while (text.length < length) text += CHARACTERS.charAt(Math.floor(random() ** 1.5 * CHARACTERS.length));
  return text;
}

function paragraph(random: () => number): string {
  const sentences = Array.from({ length: 2 + Math.floor(random() * 4) }, () => {
    const number = random() < 0.5 ? `${Math.floor(random() * 5000)}${pick(random, ["人", "万元", "个", "项"])}` : "";
    const stock = random() < 0.4 ? `${pick(random, STOCK)}，` : "";
    return `${stock}${words(random, 10 + Math.floor(random() * 25))}${number}，${words(random, 12)}。`;
  });
  return sentences.join("");
}
