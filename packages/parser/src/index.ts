export { parse } from "./parse.ts";
export { render, type RenderFormat } from "./render/render.ts";
export type { ExplainedLine, ParseOptions, ParseResult } from "./result.ts";
