/** A page with more text than this tells a story, whatever words stand in it. */
const MOST_TEXT = 240;
const NOTICE =
  /(?:该|此|本|您访问的)(?:篇)?(?:文章|稿件|内容|信息|新闻|帖子)(?:内容)?已(?:经)?被?(?:发布者|作者|管理员|编辑)?(?:删除|撤回|撤稿|撤销|下线|下架)/;

/**
 * True for a page that says in so many words that its story was taken back (该文章已被删除, 该内容已被发布者删除),
 * as against one that merely cannot be found (DOMAIN.md section 7.5).
 */
export function isWithdrawalNotice(title: string, text: string): boolean {
  return text.length <= MOST_TEXT && (NOTICE.test(text) || NOTICE.test(title));
}
