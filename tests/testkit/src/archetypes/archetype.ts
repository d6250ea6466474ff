import type { Piece, Story, StoryLength } from "../write/story.ts";

/** What a host prints of itself on every page. All values are invented. */
export interface HostFacts {
  /** `city.test`. */
  readonly name: string;
  /** 站名. */
  readonly title: string;
  readonly charset: "utf-8" | "gbk";
  /** 备案号. */
  readonly icp: string;
  /** 公安备案号. */
  readonly police: string;
  /** 网站标识码. */
  readonly siteCode: string;
}

/** A link with its words. */
export interface Link {
  readonly href: string;
  readonly title: string;
}

/** What stands around a story on its page. It never changes, so that an unchanged story has an unchanged page. */
export interface Surroundings {
  readonly host: HostFacts;
  readonly related: readonly Link[];
}

/** One kind of article page: where it lives, how it looks, and what a reader should get out of it. */
export interface Archetype {
  readonly id: string;
  readonly length: StoryLength;
  /** How exactly the page prints its time. */
  readonly precision: "second" | "minute" | "day";
  path(story: Story): string;
  render(story: Story, around: Surroundings): string;
  /** The further pages of a paged story (分页): the second page is at `…_2.htm`. Default none. */
  renderMore?(story: Story, around: Surroundings): readonly string[];
  /** The name after 来源, or null where the page names nobody. */
  source(story: Story, host: HostFacts): string | null;
  /** The credited author, or null where the page names none. */
  author(story: Story): string | null;
}

/** The parts of a publication time that pages print, in Beijing time. */
export interface Stamp {
  readonly year: string;
  readonly month: string;
  readonly day: string;
  /** `2024-06-07`. */
  readonly date: string;
  /** `16:05`. */
  readonly minute: string;
  /** `16:05:02`. */
  readonly second: string;
}

export function stampOf(epochMs: number): Stamp {
  const text = new Date(epochMs + 8 * 3_600_000).toISOString();
  const [year, month, day] = [text.slice(0, 4), text.slice(5, 7), text.slice(8, 10)];
  return { year, month, day, date: text.slice(0, 10), minute: text.slice(11, 16), second: text.slice(11, 19) };
}

/** Escapes text for an element or a quoted attribute. */
export function escapeHtml(text: string): string {
  return text.replaceAll("&", "&amp;").replaceAll("<", "&lt;").replaceAll(">", "&gt;").replaceAll('"', "&quot;");
}

/** How a kind of page writes the pieces of a body. */
export interface PieceStyle {
  readonly paragraph: (text: string) => string;
  readonly heading: (text: string) => string;
  readonly image?: (src: string, caption: string) => string;
}

/** Writes a body; `glued` (an end byline) goes into the last paragraph. */
export function renderBody(body: readonly Piece[], style: PieceStyle, glued = ""): string {
  const last = body.findLastIndex((piece) => piece.kind === "paragraph");
  return body
    .map((piece, index) => {
      switch (piece.kind) {
        case "heading":
          return style.heading(escapeHtml(piece.text));
        case "image":
          return (style.image ?? centredImage)(piece.src, escapeHtml(piece.caption));
        case "list":
          return `<ul>${piece.items.map((item) => `<li>${escapeHtml(item)}</li>`).join("")}</ul>`;
        case "paragraph":
        case "quote":
          return style.paragraph(escapeHtml(piece.text) + (index === last ? glued : ""));
        default:
          return piece satisfies never;
      }
    })
    .join("\n");
}

/** `<p>` with the two-em indent that most editors write. */
export const PLAIN: PieceStyle = {
  paragraph: (text) => `<p>　　${text}</p>`,
  heading: (text) => `<p>　　<strong>${text}</strong></p>`,
};

function centredImage(src: string, caption: string): string {
  return `<p style="text-align:center"><img src="./${src}" alt=""></p>\n<p style="text-align:center">${caption}</p>`;
}

/** `<li>` links, as related lists have them. */
export function renderLinks(links: readonly Link[]): string {
  return links.map(({ href, title }) => `<li><a href="${href}">${escapeHtml(title)}</a></li>`).join("\n");
}

/** The footer of a public body: who runs it, the filing numbers, the hotline. */
export function renderFooter(host: HostFacts): string {
  return `<div class="footer"><p>主办：${host.title}编辑部　承办：${host.title}技术中心</p>
<p>备案号：<a href="https://beian.miit.gov.cn/">${host.icp}</a>　${host.police}　网站标识码：${host.siteCode}</p>
<p>违法和不良信息举报电话：0999-5550123　举报邮箱：jubao@${host.name}　建议使用1366*768分辨率浏览器访问</p>
<p>版权所有：${host.title}　Copyright © 2014~2024 All Rights Reserved</p></div>`;
}
