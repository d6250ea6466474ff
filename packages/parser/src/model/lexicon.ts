/** Kinds of words that sites write about themselves rather than about the news. */
const LEXICON: readonly (readonly string[])[] = [
  // statements and rights
  (
    "声明 聲明 免责 免責 版权 版權 本网 本網 本站 本报 本報 转载 轉載 授权 授權 赞同 贊同 观点 觀點 真实性 真實性 侵权 侵權 法律责任 法律責任 自负 自負 " +
    "必究 注明 註明 仅供参考 僅供參考 投资建议 投資建議 不承担 不承擔 概不 风险自担 仅代表 僅代表 信息存储 作者所有 所有权 知识产权 不构成 不構成 copyright reserved rights 出于传递 来源于 原创"
  ).split(" "),
  // calls to follow, subscribe, log in
  (
    "关注 關注 专页 專頁 粉丝 粉絲 微博 微信 公众号 公眾號 二维码 扫码 掃碼 扫描 下载 下載 客户端 app facebook follow google twitter youtube instagram line telegram 订阅 訂閱 登录 登入 注册 註冊 会员 會員 " +
    "点击 點擊 更多 精彩 请进入 分享 收藏 立即 免费 免費 加入 subscribe newsletter sign log 广告 廣告 热搜 熱搜 推荐 推薦 猜你 相关 相關 延伸 阅读 閱讀"
  ).split(" "),
  // readers' comments and their rules
  "留言 评论 評論 网友 網友 发言 發言 发表 發表 跟帖 回复 回覆 举报 檢舉 删除 刪除 遵守 楼主 匿名 字以内 字以內 规范 規範 服务条款 服務條款 隐私 私隱 comment reply".split(
    " ",
  ),
  // contacts
  "电话 電話 传真 傳真 邮箱 信箱 mail 地址 热线 熱線 邮编 联系 聯絡 聯繫 qq http www 客服 投稿 爆料 许可证 备案 icp".split(
    " ",
  ),
];

const KINDS = LEXICON.length;

/** Finds the words by their first two units: one look a unit for text without any. */
export class LexiconCounter {
  readonly #words = new Map<number, { readonly word: string; readonly kind: number }[]>();
  readonly #isFirst = new Uint8Array(0x10000);
  readonly counts: Uint8Array = new Uint8Array(KINDS);

  constructor() {
    LEXICON.forEach((words, kind) => {
      for (const word of words) this.#add(word, kind);
    });
  }

  /** Fills `counts` with how many words of each kind stand in the first `limit` units. */
  count(text: string, limit: number): Uint8Array {
    const { counts } = this;
    counts.fill(0);
    const end = Math.min(text.length, limit) - 1;
    for (let i = 0; i < end; i++) {
      const code = text.charCodeAt(i) | (text.charCodeAt(i) < 0x80 ? 0x20 : 0);
      if (this.#isFirst[code] === 0) continue;
      const second = text.charCodeAt(i + 1);
      const words = this.#words.get((code << 16) | (second < 0x80 ? second | 0x20 : second));
      if (words === undefined) continue;
      for (const { word, kind } of words) {
        if (!startsWith(text, i, word)) continue;
        counts[kind] = Math.min(255, (counts[kind] ?? 0) + 1);
        i += word.length - 1;
        break;
      }
    }
    return counts;
  }

  #add(word: string, kind: number): void {
    const first = word.charCodeAt(0);
    this.#isFirst[first] = 1;
    const key = (first << 16) | word.charCodeAt(1);
    const known = this.#words.get(key) ?? [];
    known.push({ word, kind });
    this.#words.set(key, known);
  }
}

function startsWith(text: string, at: number, word: string): boolean {
  for (let i = 2; i < word.length; i++) {
    const code = text.charCodeAt(at + i);
    if ((code < 0x80 ? code | 0x20 : code) !== word.charCodeAt(i)) return false;
  }
  return true;
}
