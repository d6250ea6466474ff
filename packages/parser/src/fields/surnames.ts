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
const GIVEN_ENDS_NOT = /[的了在是有和与为]$/;

/** True for a Han text that reads like a person's full name: a common surname and one or two characters more. */
export function looksLikePerson(text: string): boolean {
  if (!/^\p{Script=Han}{2,4}$/u.test(text) || GIVEN_ENDS_NOT.test(text)) return false;
  if (DOUBLE.has(text.slice(0, 2))) return text.length >= 3;
  return text.length <= 3 && SINGLES.has(text.slice(0, 1));
}
