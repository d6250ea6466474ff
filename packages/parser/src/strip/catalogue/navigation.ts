import type { StripRule } from "../rule.ts";

/** Where one is, what is before and after, what else one may read. */
export const navigationRules: readonly StripRule[] = [
  {
    id: "navigation/crumbs",
    where: "head",
    pattern: /^(?:(?:您|你)?(?:现在|当前|所在)的?(?:位置|所在) ?:?|首页 ?(?:>|»|\/|->)|位置 ?: ?首页)/,
    why: "breadcrumb",
    hits: ["当前位置：首页 > 新闻", "您现在的位置：首页 » 要闻", "首页 > 要闻 > 正文"],
    misses: ["首页新闻推荐的两家餐馆都在老城。"],
  },
  {
    id: "navigation/neighbours",
    where: "anywhere",
    pattern: /^[【[]?(?:上|下)(?:一)?(?:篇|条|页|则|章)(?:新闻|文章)?[】\]]? ?(?::|$)/,
    why: "previous and next story",
    hits: ["上一篇：某地举行春季运动会", "下一页", "下一条: 没有了"],
    misses: ["下一篇章更值得期待。", "上一篇文章中我们提到过。"],
  },
  {
    id: "navigation/related",
    where: "tail",
    takes: "rest",
    pattern:
      /^[◆■●▶>☆【[(]* ?(?:相关(?:新闻|阅读|链接|文章|报道|专题|推荐|资讯|内容|稿件|主题|搜索)|延伸阅读|推荐(?:阅读|新闻|文章|内容|资讯)|热点(?:推荐|新闻|排行)|热门(?:推荐|文章|新闻|评论|点击|资讯)|本站推荐|猜你喜欢|为你推荐|更多(?:新闻|精彩|推荐|相关|阅读).{0,8}|精彩(?:推荐|图集|图片)|图片(?:新闻|推荐)|今日(?:热点|推荐)|最新(?:新闻|文章|评论|资讯)|往期(?:回顾|推荐|精选)|编辑推荐|阅读下一篇|大家都在看|其他人也在看|其他.{0,4}新聞|新聞討論|相關(?:新聞|報導|連結|閱讀)|延伸閱讀|推薦閱讀|熱門新聞|更多.{0,6}新聞|新闻排行.{0,4}|网友评论.{0,10}|我要评论.{0,10}|(?:最新|全部|精彩|热门)?评论 ?\(?\d*\)?|发表评论.{0,10}|related (?:stories|articles|news|posts)|read more|recommended|more from .{2,30}|see also) ?[】\])]* ?:?$/i,
    maxLength: 40,
    why: "lists of other stories",
    hits: ["相关新闻", "【相关阅读】", "推荐阅读：", "为你推荐", "延伸阅读", "网友评论", "其他兩岸新聞", "延伸閱讀"],
    misses: ["推荐阅读活动在图书馆举行", "相关新闻发布会上，他回答了提问。"],
  },
  {
    id: "navigation/tags",
    where: "tail",
    pattern: /^(?:文章)?(?:关键[词字]|标签|tags?) ?:/i,
    why: "key words",
    hits: ["关键词：春耕 农业", "标签: 教育", "文章关键词："],
    misses: ["关键词是“稳”，他说。"],
  },
  {
    id: "navigation/pager",
    where: "anywhere",
    pattern:
      /^(?:(?:首页|尾页|末页|上一页|下一页|余下全文|全文阅读|在本页阅读全文|共\d+页|第\d+页|[[【(]?\d{1,2}[\]】)]?|[>»«<.…|]+) ?){2,}$/,
    maxLength: 80,
    why: "pager",
    hits: ["上一页 1 2 3 下一页", "[1] [2] [3] 下一页 尾页"],
    misses: ["第1页写着他的名字"],
  },
  {
    id: "navigation/marker",
    where: "anywhere",
    pattern:
      /^(?:#PAGE_BREAK#|#p#分页标题#e#|\[!--[\w.]+--\]|正文|返回.{0,8}(?:首页|列表|顶部)>*|>>|<<|\(?(?:本文)?(?:来源|编辑)? ?:? ?\)?)$/i,
    why: "template leftovers",
    hits: ["#PAGE_BREAK#", "[!--empirenews.page--]", "正文"],
    misses: ["正文如下"],
  },
];
