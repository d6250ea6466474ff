/** A division that came after the table, or that a newer name stands for. */
export interface AddedDivision {
  readonly code: string;
  readonly name: string;
  /** Day it was announced. */
  readonly from: string;
  /** Who says so. */
  readonly source: string;
}

/** A division that is no more: old records and old pages still name it. */
export interface RetiredDivision {
  readonly code: string;
  readonly name: string;
  /** Day its end was announced. */
  readonly to: string;
  /** Code of the division that took most of it over, or null where several did. */
  readonly into: string | null;
  readonly source: string;
}

const YEARLY = "民政部 县级以上行政区划变更情况";

/** What the table (2023) does not have. */
export const ADDED: readonly AddedDivision[] = [
  { code: "710000", name: "台湾省", from: "1980-01-01", source: "GB/T 2260" },
  { code: "810000", name: "香港特别行政区", from: "1997-07-01", source: "GB/T 2260" },
  { code: "820000", name: "澳门特别行政区", from: "1999-12-20", source: "GB/T 2260" },
  { code: "460302", name: "西沙区", from: "2020-04-18", source: `${YEARLY} 2020` },
  { code: "460303", name: "南沙区", from: "2020-04-18", source: `${YEARLY} 2020` },
  { code: "653228", name: "和康县", from: "2024-12-27", source: "新疆维吾尔自治区人民政府公告 2024-12-27" },
  { code: "653229", name: "和安县", from: "2024-12-27", source: "新疆维吾尔自治区人民政府公告 2024-12-27" },
  { code: "500157", name: "两江新区", from: "2025-11-06", source: "重庆市人民政府发布 2025-11-06" },
  { code: "653132", name: "岑岭县", from: "2026-03-26", source: "新疆维吾尔自治区人民政府公告 2026-03-26" },
  { code: "659013", name: "草湖市", from: "2026-04-01", source: "新疆维吾尔自治区人民政府公告 2026-04" },
];

/** Changes since 2009 that news pages still show; not every one. */
export const RETIRED: readonly RetiredDivision[] = [
  { code: "310119", name: "南汇区", to: "2009-05-06", into: "310115", source: `${YEARLY} 2009` },
  { code: "120107", name: "塘沽区", to: "2009-11-09", into: "120116", source: `${YEARLY} 2009` },
  { code: "120108", name: "汉沽区", to: "2009-11-09", into: "120116", source: `${YEARLY} 2009` },
  { code: "120109", name: "大港区", to: "2009-11-09", into: "120116", source: `${YEARLY} 2009` },
  { code: "110103", name: "崇文区", to: "2010-07-01", into: "110101", source: `${YEARLY} 2010` },
  { code: "110104", name: "宣武区", to: "2010-07-01", into: "110102", source: `${YEARLY} 2010` },
  { code: "310103", name: "卢湾区", to: "2011-06-08", into: "310101", source: `${YEARLY} 2011` },
  { code: "320502", name: "沧浪区", to: "2012-09-01", into: "320508", source: `${YEARLY} 2012` },
  { code: "320503", name: "平江区", to: "2012-09-01", into: "320508", source: `${YEARLY} 2012` },
  { code: "320504", name: "金阊区", to: "2012-09-01", into: "320508", source: `${YEARLY} 2012` },
  { code: "370284", name: "胶南市", to: "2012-09-30", into: "370211", source: `${YEARLY} 2012` },
  { code: "370205", name: "四方区", to: "2012-12-01", into: "370203", source: `${YEARLY} 2012` },
  { code: "320103", name: "白下区", to: "2013-02-08", into: "320104", source: `${YEARLY} 2013` },
  { code: "320107", name: "下关区", to: "2013-02-08", into: "320106", source: `${YEARLY} 2013` },
  { code: "440116", name: "萝岗区", to: "2014-01-25", into: "440112", source: `${YEARLY} 2014` },
  { code: "310108", name: "闸北区", to: "2015-11-04", into: "310106", source: `${YEARLY} 2015` },
  { code: "310230", name: "崇明县", to: "2016-06-08", into: "310151", source: `${YEARLY} 2016` },
  { code: "371200", name: "莱芜市", to: "2018-12-26", into: "370100", source: `${YEARLY} 2018` },
  { code: "371202", name: "莱城区", to: "2018-12-26", into: "370116", source: `${YEARLY} 2018` },
  { code: "370634", name: "长岛县", to: "2020-06-05", into: "370614", source: `${YEARLY} 2020` },
  { code: "370684", name: "蓬莱市", to: "2020-06-05", into: "370614", source: `${YEARLY} 2020` },
  { code: "320611", name: "港闸区", to: "2020-06-19", into: "320613", source: `${YEARLY} 2020` },
  { code: "320684", name: "海门市", to: "2020-06-19", into: "320614", source: `${YEARLY} 2020` },
  { code: "350402", name: "梅列区", to: "2021-02-07", into: "350404", source: `${YEARLY} 2021` },
  { code: "350427", name: "沙县", to: "2021-02-07", into: "350405", source: `${YEARLY} 2021` },
  { code: "410381", name: "偃师市", to: "2021-03-18", into: "410307", source: `${YEARLY} 2021` },
  { code: "410322", name: "孟津县", to: "2021-03-18", into: "410308", source: `${YEARLY} 2021` },
  { code: "410306", name: "吉利区", to: "2021-03-18", into: "410308", source: `${YEARLY} 2021` },
  { code: "330103", name: "下城区", to: "2021-04-09", into: "330105", source: `${YEARLY} 2021` },
  { code: "330104", name: "江干区", to: "2021-04-09", into: "330102", source: `${YEARLY} 2021` },
  { code: "540422", name: "米林县", to: "2023-04-03", into: "540481", source: `${YEARLY} 2023` },
  { code: "540530", name: "错那县", to: "2023-04-03", into: "540581", source: `${YEARLY} 2023` },
  { code: "500105", name: "江北区", to: "2025-11-06", into: "500157", source: "重庆市人民政府发布 2025-11-06" },
  { code: "500112", name: "渝北区", to: "2025-11-06", into: "500157", source: "重庆市人民政府发布 2025-11-06" },
];
