/** Elements whose children are markup of their text. */
const PROSE = new Set([
  "title",
  "subtitle",
  "tagline",
  "summary",
  "content",
  "description",
  "encoded",
  "abstract",
  "body",
  "info",
]);
const VOID = new Set(["br", "hr", "img", "input", "area", "base", "col", "embed", "link", "meta", "param", "source"]);
/** A story that is longer as markup is read without it. */
const LONGEST = 4 * 1024 * 1024;

/** Writes down as markup what stands inside the outermost open element of prose. */
export class ProseMarkup {
  #depth = 0;
  #markup = "";
  #hasElements = false;

  /** A start tag at `depth`, 1 for the root. */
  open(name: string, attributes: Readonly<Record<string, string>>, depth: number): void {
    if (this.#depth === 0) {
      if (!PROSE.has(name)) return;
      this.#depth = depth;
      this.#markup = "";
      this.#hasElements = false;
      return;
    }
    this.#hasElements = true;
    const written = Object.entries(attributes)
      .filter(([key, value]) => !key.startsWith("xmlns") || !value.endsWith("/1999/xhtml"))
      .map(([key, value]) => ` ${key}="${escapeMarkup(value).replaceAll('"', "&quot;")}"`);
    this.#add(VOID.has(name) ? `<${name}${written.join("")} />` : `<${name}${written.join("")}>`);
  }

  text(piece: string): void {
    if (this.#depth > 0) this.#add(escapeMarkup(piece));
  }

  /** An end tag; answers with the markup when it ends the element of prose and there was any. */
  close(name: string, depth: number): string | null {
    if (this.#depth === 0) return null;
    if (depth > this.#depth) {
      if (!VOID.has(name)) this.#add(`</${name}>`);
      return null;
    }
    this.#depth = 0;
    return this.#hasElements ? this.#markup : null;
  }

  #add(piece: string): void {
    if (this.#markup.length < LONGEST) this.#markup += piece;
  }
}

function escapeMarkup(text: string): string {
  return text.replaceAll("&", "&amp;").replaceAll("<", "&lt;").replaceAll(">", "&gt;");
}
