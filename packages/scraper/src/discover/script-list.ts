import { readJsonList, type JsonItem } from "./json-list.ts";
import type { PageScript } from "./walk-page.ts";

/** Longest script that is read as data. */
const LONGEST = 2_000_000;
/** `window.__INITIAL_STATE__ = {…}`, `var list = […];` */
const ASSIGNED = /^\s*(?:window\.|var |let |const )[\w.$[\]"']{1,60}\s*=\s*(?=[[{])/;
/** Fewer are a menu, a picture, the page itself. */
const LEAST_ITEMS = 3;

/** The list that a page brings as data for its script to draw: JSON in a script. Most items first; [] when none. */
export function readScriptList(scripts: readonly PageScript[]): readonly JsonItem[] {
  let most: readonly JsonItem[] = [];
  for (const { type, text } of scripts) {
    if (text.length > LONGEST) continue;
    const json = /json/i.test(type) ? text : assignedIn(text);
    const items = json === null ? [] : (readJsonList(json)?.items ?? []);
    if (items.length >= LEAST_ITEMS && items.length > most.length) most = items;
  }
  return most;
}

function assignedIn(script: string): string | null {
  const assigned = ASSIGNED.exec(script.slice(0, 500))?.[0];
  if (assigned === undefined) return null;
  const end = Math.max(script.lastIndexOf("}"), script.lastIndexOf("]"));
  return script.slice(assigned.length, end + 1);
}
