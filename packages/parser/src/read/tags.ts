/** Elements that end a line of text and hold features of their own. */
export const BLOCKS: ReadonlySet<string> = new Set(
  (
    "address article aside blockquote body caption center dd details dialog dir div dl dt fieldset figcaption figure " +
    "footer form h1 h2 h3 h4 h5 h6 header hgroup hr html legend li main menu nav ol p pre section summary table tbody td " +
    "tfoot th thead tr ul ucapcontent ucaptitle founder-content founder-title founder-author"
  ).split(" "),
);

/** Elements whose text no reader sees. */
export const UNSEEN: ReadonlySet<string> = new Set(
  "script style noscript template svg math select option textarea object applet audio canvas datalist head map".split(
    " ",
  ),
);

/** Elements whose end may be the end of a field in an info line, though no blank shows it. */
export const FIELD_TAGS: ReadonlySet<string> = new Set("a b em font i label small span strong time u".split(" "));
