import type { Arrival } from "./rhythm.ts";

const DAY_MS = 86_400_000;

/** When a list says that an item was published: a day is all of it, midnight is a day too. Null: it does not say. */
export function arrivalOf(listDate: string | null): Arrival {
  if (listDate === null) return null;
  const isDay = listDate.length <= 10 || /T00:00(?::00(?:\.0+)?)?(?:[+Z-]|$)/.test(listDate);
  const fromMs = Date.parse(isDay ? `${listDate.slice(0, 10)}T00:00:00+08:00` : listDate);
  if (Number.isNaN(fromMs)) return null;
  return { fromMs, toMs: isDay ? fromMs + DAY_MS : fromMs };
}
