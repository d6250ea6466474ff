import { Parser } from "htmlparser2";

import { DROPPED_WITH_CONTENT, isHarmlessElement, VOID_ELEMENTS, writeAttributes } from "./harmless.ts";

/** The text on one line, or null when there is none. */
export function oneLine(text: string): string | null {
  const trimmed = text.replaceAll(/\s+/g, " ").trim();
  return trimmed === "" ? null : trimmed;
}

/** Deeper markup is cut: a parser's work grows with what stands open. */
const MOST_DEPTH = 256;
const PIECE = 16 * 1024;

/**
 * Feed markup that can be shown anywhere: without scripts, frames, handlers and styles that cover the page, its
 * links absolute. Text and character references stay as they are written.
 */
export function cleanMarkup(markup: string, base: string | undefined): string {
  if (!/<[a-z/!?]/i.test(markup)) return markup;
  const written: string[] = [];
  let depth = 0;
  let silent = 0;
  const parser = new Parser(
    {
      onopentag: (name, attributes) => {
        depth++;
        if (DROPPED_WITH_CONTENT.has(name)) silent++;
        if (silent > 0 || !isHarmlessElement(name)) return;
        written.push(`<${name}${writeAttributes(name, attributes, base)}${VOID_ELEMENTS.has(name) ? " />" : ">"}`);
      },
      ontext: (text) => {
        if (silent === 0) written.push(text.replaceAll("<", "&lt;"));
      },
      onclosetag: (name) => {
        depth--;
        if (DROPPED_WITH_CONTENT.has(name)) silent--;
        else if (silent === 0 && isHarmlessElement(name) && !VOID_ELEMENTS.has(name)) written.push(`</${name}>`);
      },
    },
    { decodeEntities: false, lowerCaseAttributeNames: false },
  );
  for (let at = 0; at < markup.length; at += PIECE) {
    if (depth > MOST_DEPTH) break;
    parser.write(markup.slice(at, at + PIECE));
  }
  parser.end();
  return written.join("");
}

/** What a reader sees of markup on one line: no tags, references resolved. */
export function textOfMarkup(markup: string): string {
  if (!/[<&]/.test(markup)) return markup;
  let text = "";
  const parser = new Parser({ ontext: (piece) => (text += piece) });
  parser.end(markup);
  return oneLine(text) ?? "";
}
