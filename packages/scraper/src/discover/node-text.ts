import { isTag, isText, type Element, type ParentNode } from "domhandler";

/** Nodes looked at for one text: a hundred thousand empty ones in a link would be walked for each link around them. */
const MOST_NODES = 250;

/** Text of an element for people, without that of `except`. */
export function visibleText(root: ParentNode, most: number, except: Element | null = null): string {
  let text = "";
  let nodes = MOST_NODES;
  const gather = (node: ParentNode): void => {
    for (const child of node.children) {
      if (text.length > most * 2 || nodes-- <= 0) return;
      if (isText(child)) text += child.data;
      else if (isTag(child) && child !== except && child.name !== "script" && child.name !== "style") {
        if (child.name !== "font" && child.name !== "em") text += " ";
        gather(child);
      }
    }
  };
  gather(root);
  return collapse(text).slice(0, most);
}

/** One blank for each run of them. */
export function collapse(text: string): string {
  return text.replaceAll(/[\s\u3000\u200b\ufeff]+/g, " ").trim();
}

/** The first heading or title element: an item may be one link around a title, a summary and a date. */
export function headingIn(root: ParentNode): string {
  for (const child of root.children) {
    if (!isTag(child)) continue;
    const found =
      /^h[1-6]$/.test(child.name) || /(?:^|[\s_-])(?:title|tit|bt|name)(?:$|[\s_-])/i.test(child.attribs["class"] ?? "")
        ? visibleText(child, 400)
        : headingIn(child);
    if (found !== "") return found;
  }
  return "";
}

/** What a script or the like holds. */
export function rawText(element: Element): string {
  return element.children.map((child) => (isText(child) ? child.data : "")).join("");
}

/** The `alt` of the first picture that has one. */
export function pictureAlt(root: ParentNode): string | undefined {
  for (const child of root.children) {
    if (!isTag(child)) continue;
    const alt = child.name === "img" ? child.attribs["alt"] : pictureAlt(child);
    if (alt !== undefined && alt.trim() !== "") return alt;
  }
  return undefined;
}
