import { allDivisions, type Division, type Level } from "./divisions.ts";
import { ORDINARY_CITIES, ORDINARY_COUNTIES, ORDINARY_NAMES } from "./ordinary-words.ts";
import { allZones } from "./zones.ts";

/**
 * Where a name may be read: `anywhere`; `slot` only where a place is expected (来源, site name, dateline) and only at
 * its start; `child` only behind its parent (苏州昆山).
 */
export type Reach = "anywhere" | "slot" | "child";

/** A name of one or several places. */
export interface PlaceName {
  readonly name: string;
  /** Several for a name that is shared: 鼓楼区. */
  readonly codes: readonly string[];
  /** Lower places that the short name means behind their parent: 吉林 in 吉林省吉林. */
  readonly inner: readonly string[];
  readonly reach: Reach;
  /** Without its 省, 市, 区: the words around it can make it another word. */
  readonly isShort: boolean;
  /** Name of the zone that it is, or null. */
  readonly zone: string | null;
}

/** Names that begin with one unit, by their second one, the longest first. */
type NamesOfUnit = ReadonlyMap<number, readonly PlaceName[]>;

/** What is to be named, by the first unit of its names: the short forms begin as the full ones do. */
interface Stock {
  readonly divisions: Map<number, Division[]>;
  /** Zones and aliases. */
  readonly others: Map<number, PlaceName[]>;
  /** 0: no name begins with this unit; 1: some do; 2: their names are in `ready`. */
  readonly starts: Uint8Array;
  readonly pairs: Uint8Array;
  readonly ready: Map<number, NamesOfUnit>;
}

let stock: Stock | undefined;

/** Not zero at `pairKey` of the two units that a name begins with (and of a few others): most of a text is not. */
export function namePairs(): Uint8Array {
  stock ??= takeStock();
  return stock.pairs;
}

/** Where two units lie in `namePairs`. */
export function pairKey(first: number, second: number): number {
  return ((first * 31) ^ second) & 0xffff;
}

/**
 * Names that begin with these two units. The names of a unit are made when it is first met: all of them at once would
 * cost a short run 30 ms.
 */
export function namesAt(first: number, second: number): readonly PlaceName[] | undefined {
  stock ??= takeStock();
  const start = stock.starts[first] ?? 0;
  if (start === 0) return undefined;
  if (start === 1) {
    stock.ready.set(first, makeNames(stock, first));
    stock.starts[first] = 2;
  }
  return stock.ready.get(first)?.get(second);
}

function takeStock(): Stock {
  const made: Stock = {
    divisions: new Map(),
    others: new Map(),
    starts: new Uint8Array(0x10000),
    pairs: new Uint8Array(0x10000),
    ready: new Map(),
  };
  const put = <T>(map: Map<number, T[]>, name: string, item: T): void => {
    const first = name.charCodeAt(0);
    const there = map.get(first);
    if (there === undefined) map.set(first, [item]);
    else there.push(item);
    made.starts[first] = 1;
    // Every form of a name is at least two units long and begins as the name does.
    made.pairs[pairKey(first, name.charCodeAt(1))] = 1;
  };
  for (const division of allDivisions().values()) put(made.divisions, division.name, division);
  for (const [code, names] of ALIASES)
    for (const name of names.split(" "))
      put(made.others, name, { name, codes: [code], inner: [], reach: "anywhere", isShort: true, zone: null });
  for (const { code, name: zone, aliases } of allZones())
    for (const name of [zone, ...aliases])
      put(made.others, name, { name, codes: [code], inner: [], reach: "anywhere", isShort: false, zone });
  return made;
}

type Draft = { codes: string[]; inner: string[]; level: Level; reach: Reach; isShort: boolean };

function makeNames({ divisions, others }: Stock, first: number): NamesOfUnit {
  const drafts = new Map<string, Draft>();
  for (const division of divisions.get(first) ?? [])
    for (const { name, reach, isShort } of namesOf(division)) add(drafts, name, division, reach, isShort);
  const places = new Map(others.get(first)?.map((place) => [place.name, place]));
  // A zone that became a district (两江新区) is one.
  for (const [name, { codes, inner, reach, isShort }] of drafts)
    places.set(name, { name, codes, inner, reach, isShort, zone: null });
  const bySecond = new Map<number, PlaceName[]>();
  for (const place of places.values()) {
    const second = place.name.charCodeAt(1);
    const there = bySecond.get(second);
    if (there === undefined) bySecond.set(second, [place]);
    else there.push(place);
  }
  for (const names of bySecond.values()) names.sort((a, b) => b.name.length - a.name.length);
  return bySecond;
}

/** A short name belongs to the highest level that has it (河南, 西安); equals on one level share it. */
function add(drafts: Map<string, Draft>, name: string, division: Division, reach: Reach, isShort: boolean): void {
  const { code, level } = division;
  const there = drafts.get(name);
  if (there === undefined) {
    drafts.set(name, { codes: [code], inner: [], level, reach, isShort });
    return;
  }
  if (isShort && level > there.level) {
    there.inner.push(code);
    return;
  }
  if (isShort && level < there.level) {
    drafts.set(name, { ...there, codes: [code], inner: [...there.inner, ...there.codes], level, reach });
    return;
  }
  // A successor of the same name in the same city stands for both.
  const twin = there.codes.findIndex((other) => other.slice(0, 4) === code.slice(0, 4));
  if (twin === -1) there.codes.push(code);
  else if (division.retired === null) there.codes[twin] = code;
  if (reach === "anywhere" || (reach === "slot" && there.reach === "child")) there.reach = reach;
}

/** Names that no division has: short forms, and the cities of a province that has no rows below it. */
const ALIASES: readonly (readonly [code: string, names: string])[] = [
  ["150000", "内蒙"],
  ["710000", "台北市 台北 高雄市 高雄 台中市 台南市 新北市 基隆市 桃园市"],
  ["650000", "新疆兵团"],
];

const PEOPLES =
  "(?:蒙古|回|藏|维吾尔|苗|彝|壮|布依|朝鲜|满|侗|瑶|白|土家|哈尼|哈萨克|傣|黎|傈僳|佤|畲|高山|拉祜|水|东乡|纳西|景颇|柯尔克孜|土|达斡尔|仫佬|羌|布朗|撒拉|毛南|仡佬|锡伯|阿昌|普米|塔吉克|怒|乌孜别克|俄罗斯|鄂温克|德昂|保安|裕固|京|塔塔尔|独龙|鄂伦春|赫哲|门巴|珞巴|基诺|各)族?";
const AUTONOMOUS = new RegExp(`^(.{2,}?)(?:${PEOPLES})+自治([州县])$`);
/** Kinds of division, a longer one before its own end. */
const KINDS =
  "特别行政区 维吾尔自治区 壮族自治区 回族自治区 自治区 自治旗 地区 新区 林区 特区 前旗 中旗 后旗 左旗 右旗 省 市 盟 州 县 区 旗".split(
    " ",
  );

interface NameForm {
  readonly name: string;
  readonly reach: Reach;
  readonly isShort: boolean;
}

/** A division's full name and what people shorten it to. */
function namesOf({ name, level }: Division): NameForm[] {
  // 和县 is also the end of 市和县: it is read where a place is expected.
  const full: Reach = ORDINARY_NAMES.has(name) ? "child" : level === 3 && name.length === 2 ? "slot" : "anywhere";
  const forms: NameForm[] = [{ name, reach: full, isShort: false }];
  const autonomous = name.includes("自治") ? AUTONOMOUS.exec(name) : null;
  const stem = autonomous?.[1] ?? withoutKind(name);
  // 恩施州, 长阳县: short, and still with their kind.
  if (autonomous !== null) forms.push({ name: `${stem}${autonomous[2] ?? ""}`, reach: "anywhere", isShort: false });
  if (stem.length >= 2 && stem !== name) forms.push({ name: stem, reach: reachOf(stem, level), isShort: true });
  return forms;
}

function withoutKind(name: string): string {
  const kind = KINDS.find((each) => name.endsWith(each));
  return kind === undefined ? name : name.slice(0, -kind.length);
}

function reachOf(stem: string, level: Level): Reach {
  if (level === 1) return "anywhere";
  if (level === 2) return ORDINARY_CITIES.has(stem) ? "slot" : "anywhere";
  return ORDINARY_COUNTIES.has(stem) ? "child" : "slot";
}
