const SINGLE =
  "王李张刘陈杨黄赵吴周徐孙马朱胡郭何高林罗郑梁谢宋唐许韩冯邓曹彭曾肖田董袁潘于蒋蔡余杜叶程苏魏吕丁任沈姚卢姜崔钟谭陆汪范金石廖贾夏韦付方白邹孟熊秦邱江尹薛闫段雷侯龙史陶黎贺顾毛郝龚邵万钱严覃武戴莫孔向汤温康施文牛樊葛邢安齐易乔伍庞颜倪庄聂章鲁岳翟殷詹申欧耿关兰焦俞左柳甘祝包宁尚符舒阮柯纪梅童凌毕单季裴霍涂成苗谷盛曲翁冉骆蓝路游辛靳欧阳管柴蒙鲍华喻祁蒲房滕屈饶解牟艾尤阳时穆农司卓古吉缪简车项连芦麦褚娄窦戚岑景党宫费卜冷晏席卫米柏宗瞿桂全佟应臧闵苟邬边卞姬师和仇栾隋商刁沙荣巫寇桑郎甄丛仲虞敖巩明佘池查麻苑迟邝官封谈匡鞠惠荆乐冀郁胥南班储原栗燕楚鄢劳谌奚皮粟冼蔺楼盘满闻位厉伊阎滑萧" +
  "張劉陳楊黃趙吳孫馬羅鄭謝許韓馮鄧蔣葉蘇魏呂盧鐘譚陸賈韋鄒龍賀顧龔錢嚴湯龐顏倪莊聶魯歐關蘭寧紀單鮑費";
const DOUBLE: ReadonlySet<string> = new Set([
  "欧阳",
  "司马",
  "上官",
  "诸葛",
  "东方",
  "皇甫",
  "尉迟",
  "公孙",
  "慕容",
  "令狐",
  "司徒",
  "端木",
  "范姜",
  "歐陽",
  "諸葛",
]);
const SINGLES: ReadonlySet<string> = new Set(SINGLE);
/** Words of info lines, columns and places that begin with a surname. */
const NO_NAMES: ReadonlySet<string> = new Set(
  (
    "时政 时事 时评 时尚 时间 文化 文旅 文体 文艺 文明 文学 文章 文字 房产 金融 高清 高考 关注 关闭 关于 安全 安徽 江苏 江西 江南 " +
    "方正 阳光 游戏 乐活 童话 农业 农村 农经 卫生 车市 项目 查看 楼市 成都 成长 温州 路透 马上 华夏 华东 华商 祝福 古代 解放 解读 " +
    "党建 党务 景点 景区 应急 全国 全部 全文 全媒 全球 常识 白银 白城 满意 金华 梅州 柳州 徐州 苏州 郑州 常州 滕州 邢台 宁波 宁夏 " +
    "甘肃 湘潭 荣誉 巩固 封面 师范 师资 车险 路况 景气 水利 明星 宫廷 毛利 向上 牛市 白酒 司法 应用 包装 池州 和谐 封闭"
  ).split(" "),
);
const GIVEN_ENDS_NOT = /[的了在是有和与为]$/;

/** True for a Han text that reads like a person's full name: a common surname and one or two characters more. */
export function looksLikePerson(text: string): boolean {
  if (!/^\p{Script=Han}{2,4}$/u.test(text) || GIVEN_ENDS_NOT.test(text) || NO_NAMES.has(text)) return false;
  if (DOUBLE.has(text.slice(0, 2))) return text.length >= 3;
  return text.length <= 3 && SINGLES.has(text.slice(0, 1));
}

/** Characters that write foreign names by sound; they end no surname's reach: 买买提江 is one name. */
const SOUNDS = /[尔尓提买木丽江热阿依吾孜拜汗娜莎妮斯德克]/;

/**
 * A run of Han names with nothing between them (谭飞王艳明闫鹃), parted where each part reads like a person. Null when
 * there is no such parting.
 */
export function partGluedNames(text: string): string[] | null {
  if (text.length < 4 || text.length > 24 || !/^\p{Script=Han}+$/u.test(text) || SOUNDS.test(text)) return null;
  const partings = new Map<number, readonly string[][]>([[0, [[]]]]);
  for (let end = 2; end <= text.length; end++) {
    const here: string[][] = [];
    for (let size = 2; size <= 4; size++) {
      const name = text.slice(end - size, end);
      if (end < size || !looksLikePerson(name)) continue;
      for (const before of partings.get(end - size) ?? []) if (here.length < 8) here.push([...before, name]);
    }
    partings.set(end, here);
  }
  const whole = (partings.get(text.length) ?? []).filter((names) => names.length > 1);
  // Three characters are the usual length, and common surnames come first: 王艳明|闫鹃, not 王艳|明闫鹃.
  const fewest = Math.min(...whole.map((names) => names.length));
  const best = whole.filter((names) => names.length === fewest).sort((a, b) => rarestOf(a) - rarestOf(b));
  return best[0] ?? null;
}

function rarestOf(names: readonly string[]): number {
  return Math.max(...names.map((name) => (DOUBLE.has(name.slice(0, 2)) ? 0 : SINGLE.indexOf(name.charAt(0)))));
}
