export { remember } from "./memory/learn.ts";
export { learn, type LearntPage } from "./memory/learn-pages.ts";
export type { RememberedLayout, RememberedLine, RememberedPlace, SiteMemory } from "./memory/site-memory.ts";
export type { PageTrace } from "./memory/trace.ts";
export { parse } from "./parse.ts";
export { render, type RenderFormat } from "./render/render.ts";
export type { ExplainedLine, ParseOptions, ParseResult } from "./result.ts";
