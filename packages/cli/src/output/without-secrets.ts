import { readRedisUrl, redisPlace, type Config } from "@caibian/schema";

const SECRET = /password|secret|token|api-?key|passphrase|credential|^headers$/i;
const URL_LIKE = /^[a-z][a-z0-9+.-]*:\/\//i;

/**
 * A config as it may be shown: what a key names a secret is hidden, whatever the kind of store, and of an address of
 * ledger, queue and stores only scheme and host are left: its path and query may be secrets as well.
 */
export function configWithoutSecrets(config: Config): unknown {
  return {
    ...config,
    ledger: shownAddress(config.ledger),
    queue: queuePlace(config),
    sources: config.sources.map((source) => ({ ...source, start: source.start.map(withoutLogin) })),
    stores: config.stores.map((store) => shown(store, shownAddress)),
    console: shown(config.console, shownAddress),
  };
}

/** An address by scheme and host; what is no address, such as a folder, as it is. */
export function shownAddress(text: string): string {
  const scheme = URL_LIKE.exec(text)?.[0];
  if (scheme === undefined) return text;
  // Several hosts, or a stray sign in the password: no part of it can be told from a secret.
  if (!URL.canParse(text)) return `${scheme}…`;
  const { host, port, pathname, search, hash } = new URL(text);
  // `postgres://user:12/34@db`: what reads as a port begins the password. An @ in the path of a web address is usual.
  const isCut = `${pathname}${search}${hash}`.includes("@") && (port !== "" || !/^https?:/i.test(scheme));
  return isCut ? `${scheme}…` : `${scheme}${host}`;
}

/** The address of a page, which is public, without a login. */
export function withoutLogin(url: string): string {
  if (!URL.canParse(url)) return shownAddress(url);
  const read = new URL(url);
  if (read.username === "" && read.password === "") return url;
  read.username = "";
  read.password = "";
  return read.href;
}

/** Where the queue is, as words or as an address without a login. */
export function queuePlace({ queue }: Config): string {
  if (typeof queue !== "string") return redisPlace(queue);
  const read = readRedisUrl(queue);
  return read.ok ? redisPlace(read.settings) : shownAddress(queue);
}

function shown(value: unknown, show: (text: string) => string): unknown {
  if (typeof value === "string") return show(value);
  if (Array.isArray(value)) return value.map((one) => shown(one, show));
  if (typeof value !== "object" || value === null) return value;
  return Object.fromEntries(
    Object.entries(value).map(([key, one]) => [key, SECRET.test(key) ? hidden(one) : shown(one, show)]),
  );
}

/** How many secrets there are, and the names of headers, may be known; what was not given is nothing. */
function hidden(value: unknown): unknown {
  if (value === null || value === undefined) return value;
  if (Array.isArray(value)) return value.map(hidden);
  if (typeof value !== "object") return "…";
  return Object.fromEntries(Object.entries(value).map(([key, one]) => [key, hidden(one)]));
}
