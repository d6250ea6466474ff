import { SaxesParser } from "saxes";

/** An element that has been closed. Names are local names in lower case: prefixes differ from site to site. */
export interface XmlElement {
  readonly name: string;
  readonly prefix: string;
  readonly attributes: Readonly<Record<string, string>>;
  /** Its text; in elements of prose that of its children too. */
  readonly text: string;
  /** Names of the elements around it, outermost first. */
  readonly path: readonly string[];
}

/** Called at the end of each element. Answer false to stop reading. */
export type OnElement = (element: XmlElement) => boolean | void;

interface Open {
  readonly name: string;
  readonly prefix: string;
  readonly attributes: Readonly<Record<string, string>>;
  text: string;
}

const MOST_DEPTH = 64;
const MOST_ERRORS = 500;
/** Where the root element has begun at the latest. */
const LATEST_ROOT = 512 * 1024;
/** Elements whose children are markup of their text (Atom's xhtml). */
const PROSE = new Set([
  "content",
  "summary",
  "title",
  "description",
  "div",
  "p",
  "span",
  "a",
  "b",
  "i",
  "em",
  "strong",
  "li",
  "ul",
]);
const PIECE = 256 * 1024;

class Stop extends Error {}

/**
 * Reads XML as forgivingly as feeds need: unknown entities and stray `&` stay text, a torn end ends quietly.
 * Nothing is loaded and no entity is defined from the document. `opened` is told of each
 * start tag, and stops the reading when it answers false.
 */
export function readXml(
  text: string,
  closed: OnElement,
  opened?: (name: string, depth: number) => boolean | void,
): void {
  const parser = new SaxesParser({ xmlns: false, fragment: false });
  const stack: Open[] = [];
  const names: string[] = [];
  let errors = 0;
  parser.on("error", () => {
    // Forgiven: saxes has put the offending characters into the text and goes on. But each error costs it a stack
    // trace: five million bare `<` took 27 s.
    if (++errors > MOST_ERRORS) throw new Stop("no XML");
  });
  parser.on("opentag", ({ name, attributes }) => {
    if (stack.length >= MOST_DEPTH) throw new Stop("too deep");
    const colon = name.indexOf(":");
    const local = name.slice(colon + 1).toLowerCase();
    stack.push({ name: local, prefix: colon < 0 ? "" : name.slice(0, colon).toLowerCase(), attributes, text: "" });
    names.push(local);
    if (opened?.(local, stack.length) === false) throw new Stop("enough");
  });
  const addText = (piece: string): void => {
    const top = stack.at(-1);
    if (top !== undefined) top.text += piece;
  };
  parser.on("text", addText);
  parser.on("cdata", addText);
  parser.on("closetag", () => {
    const element = stack.pop();
    names.pop();
    if (element === undefined) return;
    const outer = stack.at(-1);
    if (outer !== undefined && PROSE.has(outer.name)) outer.text += element.text;
    if (closed({ ...element, path: names }) === false) throw new Stop("enough");
  });
  try {
    const start = text.replace(/^[\s\uFEFF]+/, "");
    for (let at = 0; at < start.length; at += PIECE) {
      if (at >= LATEST_ROOT && stack.length === 0) break;
      parser.write(start.slice(at, at + PIECE));
    }
    parser.close();
  } catch (error) {
    if (!(error instanceof Stop)) throw error;
  }
}
