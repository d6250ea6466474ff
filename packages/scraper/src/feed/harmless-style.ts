/** Properties that colour, space and set text; none moves it over the page. */
const PROPERTY =
  /^(?:azimuth|background(?:-color|-x|-y)?|border(?:-(?:bottom|left|right|top))?(?:-(?:color|style|width))?|border-collapse|clear|color|cursor|direction|display|elevation|float|font(?:-(?:family|size|style|variant|weight))?|height|letter-spacing|line-height|(?:margin|padding)(?:-(?:bottom|left|right|top))?|overflow|text-(?:align|decoration|indent)|unicode-bidi|vertical-align|volume|white-space|width)$/;
/** No brackets: what loads or computes something has them. */
const VALUE = /^[\w\s#,.%!"'-]{1,200}$/;

/** The declarations of a style attribute that may stay, or null when none may. */
export function harmlessStyle(style: string): string | null {
  const kept: string[] = [];
  for (const declaration of style.split(";", 100)) {
    const colon = declaration.indexOf(":");
    if (colon < 0) continue;
    const property = declaration.slice(0, colon).trim().toLowerCase();
    const value = declaration.slice(colon + 1).trim();
    if (PROPERTY.test(property) && VALUE.test(value)) kept.push(`${property}: ${value};`);
  }
  return kept.length === 0 ? null : kept.join(" ");
}
