import { fillSlots, writeName } from "./phrases.ts";
import { Random } from "./random.ts";
import { COMMON_SENTENCES, OFFICES, TOPICS, type Topic } from "./vocabulary.ts";

/** One piece of a story's body, in order. */
export type Piece =
  | { readonly kind: "paragraph" | "heading" | "quote"; readonly text: string }
  | { readonly kind: "list"; readonly items: readonly string[] }
  | { readonly kind: "image"; readonly src: string; readonly caption: string };

/** How long a story is: a full report, or a line or two. */
export type StoryLength = "report" | "brief" | "clip";

/** One revision of an invented story. */
export interface Story {
  /** `CB-000123`; stands inside a sentence of the body. */
  readonly id: string;
  readonly number: number;
  /** 1 for the first; each change makes the next. */
  readonly revision: number;
  readonly title: string;
  readonly kicker: string;
  readonly subtitle: string;
  readonly section: string;
  readonly author: string;
  readonly editor: string;
  readonly publishedMs: number;
  readonly body: readonly Piece[];
}

/** What a story is written from. */
export interface StorySeed {
  readonly seed: number;
  readonly number: number;
  readonly publishedMs: number;
  readonly length: StoryLength;
}

/** The token of the n-th story: `CB-000123`. */
export function tokenOf(number: number): string {
  return `CB-${String(number).padStart(6, "0")}`;
}

/** Every story token in a text. */
export function tokensIn(text: string): string[] {
  return [...new Set(text.match(/CB-\d{6}/g))];
}

/** Writes the first revision. The same seed and number write the same words. */
export function writeStory({ seed, number, publishedMs, length }: StorySeed): Story {
  const random = new Random(Math.imul(seed, 0x9e3779b1) ^ Math.imul(number, 0x85ebca6b));
  const topic = random.pick(TOPICS);
  const id = tokenOf(number);
  return {
    id,
    number,
    revision: 1,
    title: length === "brief" ? briefTitle(random, publishedMs) : fillSlots(random.pick(topic.titles), random),
    kicker: `走基层·${topic.section}一线`,
    subtitle: `——${random.pick(OFFICES)}${random.pick(["蹲点见闻", "一线观察", "调查小记"])}`,
    section: topic.section,
    author: writeName(random),
    editor: writeName(random),
    publishedMs,
    body: writeBody(length, id, topic, random, publishedMs),
  };
}

const CORRECTION = /据最新通报，经复核.*$/;

/** The next revision: the first paragraph ends in another sentence. */
export function reviseStory(story: Story): Story {
  const revision = story.revision + 1;
  const random = new Random(Math.imul(story.number, 0x27d4eb2f) ^ revision);
  const corrected = `据最新通报，经复核，相关数字更正为${random.between(100, 9999)}，这是第${revision}次核对的结果。`;
  const at = story.body.findIndex((piece) => piece.kind === "paragraph");
  const body = story.body.map((piece, index) =>
    index === at && piece.kind === "paragraph"
      ? { ...piece, text: piece.text.replace(CORRECTION, "") + corrected }
      : piece,
  );
  return { ...story, revision, body };
}

function briefTitle(random: Random, publishedMs: number): string {
  const at = new Date(publishedMs + 8 * 3_600_000);
  const kind = random.pick(["暴雨黄色预警", "大雾橙色预警", "高温黄色预警", "雷电黄色预警"]);
  return fillSlots(
    `{place}气象台${at.getUTCMonth() + 1}月${at.getUTCDate()}日${at.getUTCHours()}时发布${kind}`,
    random,
  );
}

function writeBody(length: StoryLength, id: string, topic: Topic, random: Random, publishedMs: number): Piece[] {
  if (length === "brief") return writeBrief(id, random, publishedMs);
  if (length === "clip") {
    const lead = fillSlots(random.pick(topic.sentences), random);
    return [{ kind: "paragraph", text: `${lead}${tokenSentence(id, random)}更多现场画面，请看记者发回的报道。` }];
  }
  return writeReport(id, topic, random);
}

function writeBrief(id: string, random: Random, publishedMs: number): Piece[] {
  const at = new Date(publishedMs + 8 * 3_600_000).toISOString();
  const area = fillSlots("预计未来{small}小时内{place}、{place}等地累计雨量可达{n}毫米", random);
  return [
    { kind: "paragraph", text: `${area}，并可能伴有短时大风，请注意防范。本次预警信号编号${id}，解除时间另行通知。` },
    {
      kind: "paragraph",
      text: `云河市气象台${Number(at.slice(0, 4))}年${Number(at.slice(5, 7))}月${Number(at.slice(8, 10))}日${at.slice(11, 13)}时${at.slice(14, 16)}分发布`,
    },
  ];
}

function writeReport(id: string, topic: Topic, random: Random): Piece[] {
  const sentences = random.sample([...topic.sentences, ...random.sample(COMMON_SENTENCES, 8)], 13);
  const heads = random.sample(topic.heads, 2);
  const count = random.between(4, 8);
  const marked = random.between(1, count - 2);
  const pieces: Piece[] = [];
  for (let index = 0; index < count; index++) {
    if (index === 2 && random.chance(0.6)) pieces.push({ kind: "heading", text: heads[0] ?? "" });
    if (index === 4 && random.chance(0.5)) pieces.push({ kind: "heading", text: heads[1] ?? "" });
    const own = sentences.splice(0, random.between(1, 3)).map((sentence) => fillSlots(sentence, random));
    if (own.length === 0) own.push(fillSlots(random.pick(COMMON_SENTENCES), random));
    if (index === marked) own.push(tokenSentence(id, random));
    pieces.push({ kind: "paragraph", text: own.join("") });
    if (index === 1 && random.chance(0.5)) pieces.push(writeImage(id, random));
    if (index === 3 && random.chance(0.15)) pieces.push(writeList(random));
    if (index === 3 && random.chance(0.2))
      pieces.push({
        kind: "quote",
        text: fillSlots("“把小事办好，就是最大的事。”{name}在笔记本的扉页上这样写道。", random),
      });
  }
  return pieces;
}

function tokenSentence(id: string, random: Random): string {
  return random.pick([
    `据了解，该项目已列入年度清单，编号${id}，进展每周公布一次。`,
    `在公开的台账上，这件事的登记编号${id}，责任人和时限一目了然。`,
    `记者查阅资料发现，编号${id}的档案里，完整保存着前后经过。`,
  ]);
}

function writeImage(id: string, random: Random): Piece {
  const caption = fillSlots(`图为{place}的活动现场。${writeName(random)} 摄`, random);
  return { kind: "image", src: `W0${id.slice(3)}${random.between(100, 999)}.jpg`, caption };
}

function writeList(random: Random): Piece {
  const items = [
    "办理时间为工作日上午九点至下午五点；",
    "咨询窗口设在服务大厅二楼{small}号台；",
    "所需材料可在网上下载，共{small}页。",
  ];
  return { kind: "list", items: items.map((item) => fillSlots(item, random)) };
}
