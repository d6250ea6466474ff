export { fingerprintOf } from "./fingerprint/fingerprint.ts";
export { parse } from "./parse.ts";
export { compareArticles, compareTraits, type Verdict, type Veto } from "./reprint/compare.ts";
export { chooseFirst, copyFacts, type Attributed, type FirstBasis } from "./reprint/first-source.ts";
export { reprintTraits, type Copyable } from "./reprint/traits.ts";
export { render, type RenderFormat } from "./render/render.ts";
export type { ExplainedLine, ParseOptions, ParseResult } from "./result.ts";
