import { expect, test } from "vitest";

import { isWithdrawalNotice } from "./withdrawal-notice.ts";

test.each(["该文章已被删除", "该内容已被发布者删除", "您访问的内容已下线，返回首页", "此稿件已撤回"])(
  "takes %s as a notice",
  (text) => {
    expect(isWithdrawalNotice("提示", text)).toBe(true);
  },
);

test.each(["您访问的页面不存在", "该文章未找到", "平台删除违规内容3000条", "公司已撤回上市申请"])(
  "leaves %s alone",
  (text) => {
    expect(isWithdrawalNotice("", text)).toBe(false);
  },
);

test("a story about deleted articles is a story", () => {
  expect(
    isWithdrawalNotice("", `网友发现该文章已被删除。${"记者随后联系了发布单位，对方表示情况正在核实。".repeat(15)}`),
  ).toBe(false);
});
