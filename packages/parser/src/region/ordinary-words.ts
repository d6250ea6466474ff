/** Prefectures whose short names are common words, persons or mountains: they need their 市 or 州, or a parent. */
export const ORDINARY_CITIES: ReadonlySet<string> = new Set(
  "朝阳 中山 白银 日照 来宾 安康 阿里 海西 海北 海南 兴安 四平 白山 中卫 吴忠 山南 德州 文山 红河 怒江 大同 海东 黄南".split(
    " ",
  ),
);

/** Counties whose short names are words, brands or other places, even where a place is expected. */
export const ORDINARY_COUNTIES: ReadonlySet<string> = new Set(
  `和平 新华 解放 红旗 前进 东风 建设 长安 向阳 振兴 中原 东方 平安 光明 公安 资源 共和 大方 富裕 延长 友好 高明 和顺
大安 南山 金山 江北 河东 青山 城中 江南 南海 海南 西湖 新城 兴业 永安 朝阳 通州 新市 东城 西城 城关 合作 泰山 新安
天山 河北 河南 江东 海东 河西 河口 东海 中山 鼓楼 宝山 长江 黄河 新民 青年 大众 东港 北京 南昌 长沙 民主 自由 文化
交口 交城 广电 兴国 安全 民生 东区 西区 郊区 城区 矿区 复兴 创业 康平 平原 高要 开放 新星 双河 北屯 滨海 临港 沿河
凤凰 华龙 光山 大名 中阳 华容 五常 万年 吉利 大通 大余 正安 南方 北方 湖滨 海港 华容 金湖 太湖 洪湖 滨湖 南岸 江岸 江海 通道 永新 长乐 安定 福安`.split(
    /\s+/,
  ),
);

/** Full names that are ordinary phrases (东南山区 holds 南山区): they need a parent before them. */
export const ORDINARY_NAMES: ReadonlySet<string> = new Set(
  "城区 郊区 矿区 东区 西区 新城区 老城区 城中区 城关区 南山区 中山区 河东区 友好区 新市区".split(" "),
);

/** What before or after a short name makes it another word: 扩大|连接, 出|海口, 长|白山. */
export const NOT_BETWEEN: ReadonlyMap<string, readonly [before: string, after: string]> = new Map([
  ["大连", ["重扩最强巨特庞", "续接环片锁队胜通"]],
  ["海口", ["出入", ""]],
  ["大理", ["", "石想论"]],
  ["三明", ["", "治"]],
  ["新乡", ["", "贤村镇"]],
  ["黄石", ["", "公"]],
  ["长治", ["", "久"]],
  ["金华", ["", "丽"]],
  ["哈密", ["", "瓜"]],
  ["普洱", ["", "茶"]],
  ["和田", ["", "玉"]],
  ["上海", ["", "合"]],
  ["北京", ["", "时"]],
  ["南平", ["", "米"]],
  ["香港", ["", "脚"]],
  ["河北", ["昌", "斗"]],
  ["吉隆", ["", "坡"]],
  ["保定", ["", "了"]],
]);
