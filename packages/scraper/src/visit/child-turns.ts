/** Children of one index that a Visit asks for, at most. */
const MOST_CHILDREN = 100;

/**
 * The sitemaps under an index that a Visit with room for so many lists asks for, in order. Where not all can be had,
 * half of the room goes to the newest, where the news is, and half to those read longest ago, so that in time each
 * has its turn. `children` newest first; `readAt` (ISO 8601) of those that were read before.
 */
export function takeTurns(
  children: readonly string[],
  readAt: ReadonlyMap<string, string>,
  room: number,
): readonly string[] {
  const most = Math.max(0, Math.min(room, MOST_CHILDREN));
  if (children.length <= most) return children;
  const newest = children.slice(0, Math.floor(most / 2));
  const others = children
    .slice(newest.length)
    .map((url) => ({ url, readMs: readMsOf(readAt.get(url)) }))
    .toSorted((a, b) => a.readMs - b.readMs)
    .map(({ url }) => url);
  return [...newest, ...others].slice(0, most);
}

function readMsOf(at: string | undefined): number {
  return at === undefined ? 0 : Date.parse(at);
}
