import { isText, type Element } from "domhandler";

import type { HeadFacts } from "./lines.ts";

const FOUNDER = "enpproperty";
const LONGEST_SCRIPT = 200_000;
const SCRIPT_EPOCH = /\b(?:ct|ori_create_time|create_time|createTime|publish_time)\s*[=:]\s*["'](\d{10})["']/;

/** Takes up what metas, title, scripts and comments say while the walk passes them. */
export class HeadReader {
  readonly #metas = new Map<string, string[]>();
  readonly #jsonLd: string[] = [];
  #title = "";
  #founder: string | null = null;
  #scriptEpoch: string | null = null;
  #lang = "";
  #canonical: string | null = null;
  #refresh: string | null = null;
  scriptLength = 0;

  /** True when the element is no part of the visible page. */
  read(element: Element): boolean {
    switch (element.name) {
      case "meta":
        this.#readMeta(element.attribs);
        return true;
      case "title":
        if (this.#title === "") this.#title = textOf(element);
        else this.#add("title", textOf(element));
        return true;
      case "link":
        if (/\bcanonical\b/i.test(element.attribs["rel"] ?? "")) this.#canonical ??= element.attribs["href"] ?? null;
        return true;
      case "script":
        this.#readScript(element);
        return true;
      case "html":
        this.#lang = element.attribs["lang"] ?? element.attribs["xml:lang"] ?? "";
        if (element.attribs["data-publishtime"] !== undefined)
          this.#add("data-publishtime", element.attribs["data-publishtime"]);
        return false;
      case "head":
        return true;
      default:
        return false;
    }
  }

  readComment(data: string): void {
    if (this.#founder === null && data.startsWith(FOUNDER)) this.#founder = data.slice(0, 20_000);
  }

  facts(): HeadFacts {
    return {
      title: this.#title,
      metas: this.#metas,
      jsonLd: this.#jsonLd,
      founder: this.#founder,
      scriptEpoch: this.#scriptEpoch,
      lang: this.#lang,
      canonical: this.#canonical,
      refresh: this.#refresh,
    };
  }

  #readMeta(attribs: Readonly<Record<string, string>>): void {
    const content = attribs["content"] ?? "";
    if (attribs["http-equiv"]?.toLowerCase() === "refresh") this.#refresh ??= content;
    for (const name of [attribs["name"], attribs["property"], attribs["itemprop"]])
      if (name !== undefined) this.#add(name, content);
  }

  #add(name: string, content: string): void {
    const value = content.trim();
    // `og: webtype` and `weibo: article:create_at` carry blanks inside their names.
    const key = name.toLowerCase().replaceAll(/\s+/g, "");
    if (value === "" || key === "" || value.length > 5000) return;
    const values = this.#metas.get(key);
    if (values === undefined) this.#metas.set(key, [value]);
    else if (values.length < 5) values.push(value);
  }

  #readScript(element: Element): void {
    const code = textOf(element);
    this.scriptLength += code.length;
    if (element.attribs["type"]?.toLowerCase().includes("ld+json")) {
      if (this.#jsonLd.length < 10 && code.length <= LONGEST_SCRIPT) this.#jsonLd.push(code);
    } else if (this.#scriptEpoch === null && code.length > 10 && code.length <= LONGEST_SCRIPT) {
      this.#scriptEpoch = SCRIPT_EPOCH.exec(code)?.[1] ?? null;
    }
  }
}

function textOf(element: Element): string {
  let text = "";
  for (const child of element.children) if (isText(child)) text += child.data;
  return text;
}
