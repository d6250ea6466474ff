/** What the walk does with an element, as bits. */
export const BLOCK = 1;
export const UNSEEN = 2;
/** Its end may be the end of a field in an info line, though no blank shows it. */
export const FIELD = 4;
/** The head reader takes it up. */
export const FACTS = 8;
/** It may stand for a picture, a film or a file. */
export const MEDIUM = 16;
export const BOLD = 32;
export const BREAK = 64;

const NAMES: readonly (readonly [number, string])[] = [
  [
    BLOCK,
    "address article aside blockquote body caption center dd details dialog dir div dl dt fieldset figcaption figure " +
      "footer form h1 h2 h3 h4 h5 h6 header hgroup hr html legend li main menu nav ol p pre section summary table " +
      "tbody td tfoot th thead tr ul ucapcontent ucaptitle founder-content founder-title founder-author",
  ],
  [
    UNSEEN,
    "script style noscript template svg math select option textarea object applet audio canvas datalist head map",
  ],
  [FIELD, "a b em font i label small span strong time u"],
  [FACTS, "meta title link script html head"],
  [MEDIUM, "img video embed iframe a"],
  [BOLD, "b strong"],
  [BREAK, "br"],
];

const TRAITS = new Map<string, number>();
for (const [bit, names] of NAMES) for (const name of names.split(" ")) TRAITS.set(name, (TRAITS.get(name) ?? 0) | bit);

/** The bits of an element's name; 0 for a plain inline element. */
export function traitsOf(name: string): number {
  return TRAITS.get(name) ?? 0;
}
