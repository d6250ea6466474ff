import { isTag } from "domhandler";

import type { Anchor } from "../walk-page.ts";
import type { PagedList } from "./next-page.ts";

const WORDS = /^(?:下一?页|后一?页|后页|翻页|下一版|next(?:\s?page)?)\s*[>＞»›→]{0,3}$|^[>＞»›→]{0,2}\s*下一?页$/i;
/** A blog's way back in time. */
const OLDER = /^[«‹←<\s]*(?:早期文章|较早的?文章|更早(?:的文章)?|older (?:posts|entries))[»›→>\s]*$/i;
const ARROW = /^[>＞»›→]$/;
const NEXT_CLASS = /(?:^|[\s_-])(?:next|nextpage|pagenext)(?:$|[\s_-])/i;

/** True for a link or a button that says 下一页, or shows an arrow where a pager has its next. */
export function isNextWord(anchor: Anchor): boolean {
  const words = anchor.text === "" ? anchor.title : anchor.text;
  if (anchor.isRelNext || WORDS.test(words) || OLDER.test(words)) return true;
  const isSilent = anchor.text === "" || ARROW.test(anchor.text);
  if (!isSilent) return false;
  return NEXT_CLASS.test(anchor.element.attribs["class"] ?? "") || WORDS.test(anchor.title) || showsNext(anchor);
}

/** A button that is a picture: `<img src="../images/next.gif">`. */
function showsNext({ element }: Anchor): boolean {
  return element.children.some(
    (child) =>
      isTag(child) && child.name === "img" && /(?:^|[/_-])next[\w-]{0,20}\.\w+$/i.test(child.attribs["src"] ?? ""),
  );
}

/** The next page as a link names it. */
export function nextByLink({ page, resolve }: PagedList): string | null {
  const linked = page.linkedNext === null ? null : resolve(page.linkedNext);
  if (linked !== null) return linked;
  for (const anchor of page.anchors) {
    const target = isNextWord(anchor) ? resolve(anchor.href) : null;
    if (target !== null) return target;
  }
  const arrow = page.anchors.find(({ text, place }) => ARROW.test(text) && place.chrome === "pager");
  return arrow === undefined ? null : resolve(arrow.href);
}
