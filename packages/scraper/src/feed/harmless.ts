import { harmlessStyle } from "./harmless-style.ts";

/** Elements that write a feed's text, from HTML, and the plain shapes of SVG and MathML. All others lose their tags. */
const ELEMENTS = new Set(
  (
    "a abbr acronym address area article aside audio b big blockquote br button canvas caption center cite code col " +
    "colgroup command datagrid datalist dd del details dfn dialog dir div dl dt em event-source fieldset figcaption " +
    "figure footer font form h1 h2 h3 h4 h5 h6 header hr i img input ins kbd keygen label legend li m map mark menu " +
    "meter multicol nav nextid noscript ol optgroup option output p pre progress q rp rt ruby s samp section select " +
    "small sound source spacer span strike strong sub summary sup table tbody td textarea tfoot th thead time title tr " +
    "tt u ul var video " +
    "circle desc ellipse g line path polygon polyline rect svg text tspan " +
    "math mfrac mi mn mo mover mroot mrow msqrt msub msubsup msup mtable mtd mtext mtr munder"
  ).split(" "),
);

/** Elements that have neither content nor end tag. */
export const VOID_ELEMENTS: ReadonlySet<string> = new Set(
  "area br col command hr img input keygen source spacer nextid".split(" "),
);

/** Elements whose content is not text for readers either. */
export const DROPPED_WITH_CONTENT: ReadonlySet<string> = new Set(["script", "style", "applet"]);

/** True for an element that may stay. */
export function isHarmlessElement(name: string): boolean {
  return ELEMENTS.has(name);
}

const URLS = new Set(
  "action background cite data dynsrc href icon longdesc lowsrc ping poster src urn usemap vrml xlink:href".split(" "),
);
const NAMESPACES: ReadonlyMap<string, string> = new Map([
  ["svg", "http://www.w3.org/2000/svg"],
  ["math", "http://www.w3.org/1998/Math/MathML"],
]);
/** Handlers, documents inside attributes, lists of URLs, and what is no name at all. */
const HARMFUL = /^on|^(?:srcdoc|srcset|formaction|is)$|[^a-z:-]/i;

/** The attributes that may stay, in the order of their names, each with a blank before it. */
export function writeAttributes(
  element: string,
  attributes: Readonly<Record<string, string>>,
  base: string | undefined,
): string {
  const all = { ...namespacesOf(element, attributes), ...attributes };
  let written = "";
  for (const name of Object.keys(all).toSorted()) {
    if (HARMFUL.test(name)) continue;
    const value = harmlessValue(name.toLowerCase(), all[name] ?? "", base);
    if (value !== null) written += ` ${name}="${value.replaceAll('"', "&quot;")}"`;
  }
  return written;
}

/** What the feed had declared further out. */
function namespacesOf(element: string, attributes: Readonly<Record<string, string>>): Record<string, string> {
  const own = NAMESPACES.get(element);
  return {
    ...(own === undefined ? {} : { xmlns: own }),
    ...(attributes["xlink:href"] === undefined ? {} : { "xmlns:xlink": "http://www.w3.org/1999/xlink" }),
  };
}

function harmlessValue(name: string, value: string, base: string | undefined): string | null {
  if (name === "style") return harmlessStyle(value);
  return URLS.has(name) ? harmlessUrl(value.trim(), base) : value;
}

const SCHEMES = new Set(["http:", "https:", "ftp:", "mailto:", "tel:"]);
/** A URL that no reading of its character references turns into another scheme. */
const PLAIN_URL = /^(?:https?:\/\/|mailto:|[/?#]|[\w.-]+(?:[/?#]|$))/i;

function harmlessUrl(value: string, base: string | undefined): string | null {
  if (value === "") return "";
  if (base === undefined) return PLAIN_URL.test(value) ? value : null;
  if (!URL.canParse(value, base)) return null;
  if (/^https?:\/\//i.test(value)) return value;
  const url = new URL(value, base);
  return SCHEMES.has(url.protocol) ? url.href : null;
}
