/** Traditional characters of place names and media, each before its simplified form. */
const PAIRS =
  "蘇苏無无錫锡寧宁廣广東东慶庆門门陽阳縣县區区鎮镇灣湾貴贵雲云陝陕肅肃龍龙遼辽濟济漢汉湯汤長长齊齐爾尔濱滨麗丽滬沪諸诸義义紹绍興兴溫温兗兖煙烟臺台濰潍萊莱棗枣莊庄榮荣鄭郑許许駐驻馬马鶴鹤開开荊荆婁娄懷怀張张衛卫瓊琼萬万樂乐樑梁綿绵瀘泸達达銅铜畢毕節节雙双騰腾渾浑鳳凤雞鸡鶏鸡綏绥烏乌魯鲁額额滿满內内呂吕運运臨临滄沧鄲郸鹽盐揚扬連连蕪芜廬庐潛潜貢贡賓宾淵渊憑凭賀贺欽钦島岛廈厦詔诏陸陆順顺禪禅恆恒潤润閩闽晉晋贛赣顯显鷹鹰豐丰餘余饒饶撫抚瀋沈營营盤盘錦锦蘆芦葉叶鐵铁嶺岭鬆松遷迁寶宝嵐岚畝亩黃黄墊垫綜综灘滩個个舊旧閬阆縉缙鍾钟崗岗澤泽澗涧灤滦滙汇匯汇報报網网電电視视發发華华眾众";

const SIMPLE: ReadonlyMap<string, string> = new Map(
  Array.from({ length: PAIRS.length / 2 }, (_, i): [string, string] => [PAIRS.charAt(2 * i), PAIRS.charAt(2 * i + 1)]),
);

/** A copy for finding places in: only the characters that place names have are changed. */
export function simplifyNames(text: string): string {
  let simple = "";
  for (const character of text) simple += SIMPLE.get(character) ?? character;
  return simple;
}
