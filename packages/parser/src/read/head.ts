import type { Attributes } from "./attributes.ts";
import type { HeadFacts } from "./lines.ts";

const FOUNDER = "enpproperty";
const NAME_ATTRIBUTES = ["name", "property", "itemprop"] as const;
const LONGEST_SCRIPT = 200_000;
const LONGEST_TITLE = 1000;
const SCRIPT_EPOCH = /\b(?:ct|ori_create_time|create_time|createTime|publish_time)\s*[=:]\s*["'](\d{10})["']/;

/** Takes up what metas, title, scripts and comments say while they pass. */
export class HeadReader {
  readonly #metas = new Map<string, string[]>();
  readonly #jsonLd: string[] = [];
  #title = "";
  #founder: string | null = null;
  #scriptEpoch: string | null = null;
  #lang = "";
  #canonical: string | null = null;
  #refresh: string | null = null;
  #isJsonLd = false;
  scriptLength = 0;

  /** An element of the head, or the root element, begins. */
  open(name: string, attributes: Attributes): void {
    switch (name) {
      case "meta":
        this.#readMeta(attributes);
        break;
      case "link":
        if (/\bcanonical\b/i.test(attributes.get("rel") ?? "")) this.#canonical ??= attributes.get("href") ?? null;
        break;
      case "script":
        this.#isJsonLd = attributes.get("type")?.toLowerCase().includes("ld+json") ?? false;
        break;
      case "time":
        this.#add("time[datetime]", attributes.get("datetime") ?? "");
        break;
      case "html":
        this.#lang = attributes.get("lang") ?? attributes.get("xml:lang") ?? "";
        this.#add("data-publishtime", attributes.get("data-publishtime") ?? "");
        break;
      default:
    }
  }

  /** A title or a script ends; `text` is what was in it. */
  close(name: string, text: string): void {
    if (name === "script") this.#readScript(text);
    else if (this.#title === "") this.#title = text.slice(0, LONGEST_TITLE);
    else this.#add("title", text);
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

  #readMeta(attributes: Attributes): void {
    const content = attributes.get("content") ?? "";
    if (attributes.get("http-equiv")?.toLowerCase() === "refresh") this.#refresh ??= content;
    for (const kind of NAME_ATTRIBUTES) {
      const name = attributes.get(kind);
      if (name !== undefined) this.#add(name, content);
    }
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

  #readScript(code: string): void {
    this.scriptLength += code.length;
    if (this.#isJsonLd) {
      if (this.#jsonLd.length < 10 && code.length <= LONGEST_SCRIPT) this.#jsonLd.push(code);
    } else if (this.#scriptEpoch === null && code.length > 10 && code.length <= LONGEST_SCRIPT) {
      this.#scriptEpoch = SCRIPT_EPOCH.exec(code)?.[1] ?? null;
    }
  }
}
