import fc from "fast-check";
import { expect, test } from "vitest";

import { findDates, readDate, readEpoch, readRocDate } from "./find-dates.ts";

const NOW = "2021-06-08T09:30:00+08:00";

test.each([
  ["2021-06-07 16:05:02", "2021-06-07T16:05:02+08:00", "second"],
  ["来源:苏州高新区 | 2021-06-07 16:05:02 |", "2021-06-07T16:05:02+08:00", "second"],
  ["2021-6-7", "2021-06-07T00:00:00+08:00", "day"],
  ["2021/06/07 08:09", "2021-06-07T08:09:00+08:00", "minute"],
  ["2021.06.07", "2021-06-07T00:00:00+08:00", "day"],
  ["20210607", "2021-06-07T00:00:00+08:00", "day"],
  ["2019年06月15日08:18  来源：甲", "2019-06-15T08:18:00+08:00", "minute"],
  ["2021年6月7日 星期一 16:05", "2021-06-07T16:05:00+08:00", "minute"],
  ["2019-08-1314:07来源", "2019-08-13T14:07:00+08:00", "minute"],
  ["2016-10-31 09:28:27.0", "2016-10-31T09:28:27+08:00", "second"],
  ["2017——04——12 21:37", "2017-04-12T21:37:00+08:00", "minute"],
  ["2021-06-07T08:05:02Z", "2021-06-07T16:05:02+08:00", "second"],
  ["2021-06-07T16:05:02+0800", "2021-06-07T16:05:02+08:00", "second"],
  ["２０２１年６月７日　１６：０５", "2021-06-07T16:05:00+08:00", "minute"],
  ["2021年6月7日下午4时05分", "2021-06-07T16:05:00+08:00", "minute"],
  ["二〇二一年六月二十七日", "2021-06-27T00:00:00+08:00", "day"],
  ["民國110年6月7日", "2021-06-07T00:00:00+08:00", "day"],
  ["民國一百一十年六月七日", "2021-06-07T00:00:00+08:00", "day"],
  ["中華民國110年6月7日 下午4時5分", "2021-06-07T16:05:00+08:00", "minute"],
  ["二○二一年六月七日", "2021-06-07T00:00:00+08:00", "day"],
  ["二零二一年十二月三十一日", "2021-12-31T00:00:00+08:00", "day"],
  ["令和3年6月7日 16時05分", "2021-06-07T16:05:00+08:00", "minute"],
  ["2021년 6월 7일 오후 4:05", "2021-06-07T16:05:00+08:00", "minute"],
  ["2021年6月7日 晚 8:05", "2021-06-07T20:05:00+08:00", "minute"],
  ["2021年6月7日中午12:30", "2021-06-07T12:30:00+08:00", "minute"],
  ["2021年06月07日16时05分发布", "2021-06-07T16:05:00+08:00", "minute"],
  ["2012.01.12 06:45 pm", "2012-01-12T18:45:00+08:00", "minute"],
  ["June 7, 2021", "2021-06-07T00:00:00+08:00", "day"],
  ["2021-06-07 25:61", "2021-06-07T00:00:00+08:00", "day"],
])("reads %s", (text, iso, precision) => {
  expect(readDate(text)).toMatchObject({ iso, precision });
});

test.each([
  ["刚刚", "2021-06-08T09:30:00+08:00"],
  ["3分钟前", "2021-06-08T09:27:00+08:00"],
  ["12小时前", "2021-06-07T21:30:00+08:00"],
  ["十二小时前", "2021-06-07T21:30:00+08:00"],
  ["半小时前", "2021-06-08T09:00:00+08:00"],
  ["5分鐘前", "2021-06-08T09:25:00+08:00"],
  ["两天前", "2021-06-06T00:00:00+08:00"],
  ["1周前", "2021-06-01T00:00:00+08:00"],
  ["前天", "2021-06-06T00:00:00+08:00"],
  ["周一 08:00", "2021-06-07T08:00:00+08:00"],
  ["星期三", "2021-06-02T00:00:00+08:00"],
  ["发布时间：06-0712:00", "2021-06-07T12:00:00+08:00"],
  ["3天前", "2021-06-05T00:00:00+08:00"],
  ["昨天 08:00", "2021-06-07T08:00:00+08:00"],
  ["[06-07]", "2021-06-07T00:00:00+08:00"],
  ["6月7日 08:00", "2021-06-07T08:00:00+08:00"],
  ["12月30日", "2020-12-30T00:00:00+08:00"],
])("reads %s from now", (text, iso) => {
  expect(readDate(text, NOW)?.iso).toBe(iso);
  expect(readDate(text)).toBeNull();
});

test.each([
  "2021-02-30",
  "2021年13月1日",
  "192.168.2021.10",
  "版本 12.34.56",
  "电话 0512-2021068",
  "收入增长20210%",
  "那是一个周一的早晨",
  "一百年来",
])("finds no date in %s", (text) => {
  expect(readDate(text)).toBeNull();
});

test("reads a year of the Republic without its name only where asked", () => {
  expect(readRocDate("110-06-07")?.iso).toBe("2021-06-07T00:00:00+08:00");
  expect(readRocDate("110.06.07 更新")?.iso).toBe("2021-06-07T00:00:00+08:00");
  expect(readRocDate("110/13/07")).toBeNull();
  expect(readDate("110-06-07")).toBeNull();
});

test("reads epochs only where asked", () => {
  expect(readEpoch("1581517074")?.iso).toBe("2020-02-12T22:17:54+08:00");
  expect(readEpoch("1581517074000")?.iso).toBe("2020-02-12T22:17:54+08:00");
  expect(readEpoch("12345")).toBeNull();
});

test("never throws, keeps order and stays inside the text", () => {
  const pieces = fc.constantFrom(
    "2021",
    "年",
    "6",
    "月",
    "7",
    "日",
    "-",
    "/",
    " ",
    ":",
    "05",
    "下午",
    "昨天",
    "民國",
    "前",
    "周一",
    "小时",
    "十二",
    "百",
  );
  fc.assert(
    fc.property(
      fc.oneof(
        fc.string({ unit: "binary" }),
        fc.array(pieces).map((parts) => parts.join("")),
      ),
      (text) => {
        let end = 0;
        for (const found of findDates(text, NOW)) {
          expect(found.index).toBeGreaterThanOrEqual(end);
          end = found.index + found.length;
          expect(Number.isNaN(Date.parse(found.iso))).toBe(false);
        }
        expect(end).toBeLessThanOrEqual(text.length);
      },
    ),
  );
});

test("takes linear time on long runs of digits and blanks", () => {
  const started = process.cpuUsage().user;
  for (const unit of ["2021", "2021-", "6月", "6月1日 ", "2021年 ", "  ", "1 月 1"])
    findDates(unit.repeat(40_000), NOW);
  expect((process.cpuUsage().user - started) / 1000).toBeLessThan(2000);
});

test("takes no day out of two moments with a stroke between them", () => {
  expect(findDates("16:05/16:05", NOW)).toEqual([]);
  expect(findDates("05/16:05", NOW)).toEqual([]);
});
