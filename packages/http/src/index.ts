export { createClient } from "./client.ts";
export {
  BadContentError,
  FetchError,
  RefusedError,
  ThrottledError,
  TransientError,
  UnreachableError,
  type FetchErrorKind,
} from "./errors.ts";
export type { ApiRequest, Client, ClientOptions, Fetched, GetOptions, Head, PostOptions } from "./options.ts";
export { readRetryAfter } from "./retry-after.ts";
export { readAllowList } from "./guard/allow-list.ts";
export { ChainCookies } from "./redirect/chain-cookies.ts";
