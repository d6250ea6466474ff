export { ARCHETYPES } from "./archetypes/catalogue.ts";
export { configFor, type ConfigOptions, type StoreInput } from "./site/config-for.ts";
export type { ExpectedArticle } from "./site/expected.ts";
export type { FailureMode, FailureRule } from "./site/failures.ts";
export type { Withdrawal } from "./site/newsroom.ts";
export { startSite, type FixtureSite, type SiteHost, type SiteOptions } from "./site/start-site.ts";
export type { SeenRequest, ServedArticle } from "./site/traffic.ts";
