import { Parser } from "htmlparser2";

import { ProseMarkup } from "./prose-markup.ts";

/** An element that has been closed. Names are local names in lower case: prefixes differ from site to site. */
export interface XmlElement {
  readonly name: string;
  readonly prefix: string;
  /** Namespace URI of the prefix in lower case, "" when it was not declared. */
  readonly namespace: string;
  readonly attributes: Readonly<Record<string, string>>;
  /** Its own text. */
  readonly text: string;
  /** What is inside as markup, when an element of prose has child elements (Atom's xhtml); else null. */
  readonly markup: string | null;
  /** Names of the elements around it, outermost first. */
  readonly path: readonly string[];
  /** Values of `xml:base` that are in force, outermost first. */
  readonly bases: readonly string[];
}

/** Called at the end of each element. Answer false to stop reading. */
export type OnElement = (element: XmlElement) => boolean | void;

/** A start tag. */
export interface XmlStart {
  readonly name: string;
  readonly namespace: string;
  readonly attributes: Readonly<Record<string, string>>;
  /** 1 for the root. */
  readonly depth: number;
}

/** Called at the start of each element. Answer false to stop reading. */
export type OnStart = (start: XmlStart) => boolean | void;

type Open = XmlElement & { text: string; markup: string | null };

const MOST_DEPTH = 64;
/** Prefixes that a document may declare. */
const MOST_NAMESPACES = 200;
/** Where the root element has begun at the latest. */
const LATEST_ROOT = 512 * 1024;
const PIECE = 256 * 1024;

class Stop extends Error {}

/**
 * Reads XML as forgivingly as feeds need: unknown entities and stray `&` and `<` stay text, end tags that match
 * nothing are passed over, a torn end ends quietly. Nothing is loaded, and of the entities that the document
 * declares only short plain ones are known.
 */
export function readXml(text: string, closed: OnElement, opened?: OnStart): void {
  const stack: Open[] = [];
  const names: string[] = [];
  const namespaces = new Map<string, string>();
  const prose = new ProseMarkup();
  const start = text.replace(/^[\s\uFEFF]+/, "");
  const entities = declaredEntities(start);
  const parser = new Parser(
    {
      onopentag: (qualified, attributes) => {
        if (stack.length >= MOST_DEPTH) throw new Stop("too deep");
        const { prefix, name } = split(qualified);
        declareNamespaces(namespaces, attributes);
        const base = attributes["xml:base"];
        const outer = stack.at(-1)?.bases ?? NO_BASES;
        const bases = base === undefined ? outer : [...outer, base];
        const namespace = namespaces.get(prefix) ?? "";
        stack.push({ name, prefix, namespace, attributes, bases, path: names, text: "", markup: null });
        names.push(name);
        prose.open(name, attributes, stack.length);
        if (opened?.({ name, namespace, attributes, depth: stack.length }) === false) throw new Stop("enough");
      },
      ontext: (piece) => {
        const top = stack.at(-1);
        if (top === undefined) return;
        top.text += piece;
        prose.text(piece);
      },
      onclosetag: () => {
        const markup = prose.close(stack.at(-1)?.name ?? "", stack.length);
        const element = stack.pop();
        names.pop();
        if (element === undefined) return;
        if (entities.size > 0) element.text = expand(element.text, entities);
        element.markup = markup;
        if (closed(element) === false) throw new Stop("enough");
      },
    },
    { xmlMode: true },
  );
  try {
    // The parser is not told of the end: it would close what a torn document left open, and half a link is no link.
    for (let at = 0; at < start.length; at += PIECE) {
      if (at >= LATEST_ROOT && stack.length === 0) break;
      parser.write(start.slice(at, at + PIECE));
    }
  } catch (error) {
    if (!(error instanceof Stop)) throw error;
  }
}

const NO_BASES: readonly string[] = [];

function split(qualified: string): { readonly prefix: string; readonly name: string } {
  const colon = qualified.indexOf(":");
  const name = qualified.slice(colon + 1).toLowerCase();
  return { prefix: colon < 0 ? "" : qualified.slice(0, colon).toLowerCase(), name };
}

/** Feeds declare at the root; that a prefix changes its meaning deeper down was never seen. */
function declareNamespaces(known: Map<string, string>, attributes: Readonly<Record<string, string>>): void {
  for (const name in attributes) {
    if (!name.startsWith("xmlns") || known.size >= MOST_NAMESPACES) continue;
    const prefix = name === "xmlns" ? "" : name.slice("xmlns:".length).toLowerCase();
    if (!known.has(prefix)) known.set(prefix, (attributes[name] ?? "").toLowerCase());
  }
}

const DOCTYPE = /^(?:<\?[^>]{0,500}>|<!--[^>]{0,2000}-->|\s{1,100}){0,20}<!DOCTYPE[^[>]{0,500}\[([^\]]{0,16384})\]/i;
const ENTITY = /<!ENTITY\s{1,20}([A-Za-z][\w.-]{0,40})\s{1,20}(?:"([^"&%<]{0,24})"|'([^'&%<]{0,24})')\s{0,20}>/g;
const MOST_ENTITIES = 50;

/** Entities of a few characters that hold no other: what bombs and outside files are made of stays unknown. */
function declaredEntities(document: string): ReadonlyMap<string, string> {
  const entities = new Map<string, string>();
  const declared = DOCTYPE.exec(document)?.[1] ?? "";
  for (const [, name = "", double, single] of declared.matchAll(ENTITY))
    if (entities.size < MOST_ENTITIES) entities.set(name, double ?? single ?? "");
  return entities;
}

function expand(text: string, entities: ReadonlyMap<string, string>): string {
  return text.replaceAll(/&([A-Za-z][\w.-]{0,40});/g, (reference, name: string) => entities.get(name) ?? reference);
}
