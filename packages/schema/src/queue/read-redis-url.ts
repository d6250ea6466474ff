import type { RedisSettings, RedisTls } from "./redis-settings.ts";

// URL knows one host; a list of Sentinels is several: scheme, login, hosts, path, query.
const FORM = /^redis(s?)(?:\+(sentinel|cluster))?:\/\/(?:([^@/?#]*)@)?([^@/?#]+)(?:\/([^?#]*))?(?:\?([^#]*))?$/;
const HOST = /^(\[[0-9a-fA-F:.]+\]|[^\s:[\]]+)(?::(\d{1,5}))?$/;
const PORTS = { single: 6379, sentinel: 26_379, cluster: 6379 } as const;
const KNOWN: ReadonlySet<string> = new Set(["ca", "verify", "serverName", "sentinelPassword", "db"]);

/** What a Redis URL says, or in words why it says nothing; no word repeats a password. */
export type RedisUrl =
  | { readonly ok: true; readonly settings: RedisSettings }
  | { readonly ok: false; readonly why: string };

/**
 * Reads `redis://[user:password@]host[:port][/db]`, `redis+sentinel://…@host:port,host:port/master[/db]` and
 * `redis+cluster://…@host:port,host:port`; `rediss` in place of `redis` is TLS. Query: `ca`, `verify=no`,
 * `serverName`, `sentinelPassword`, `db`.
 */
export function readRedisUrl(url: string): RedisUrl {
  const [, secure, kind, login = "", hostList = "", path = "", query = ""] = FORM.exec(url) ?? [];
  if (hostList === "") return refuse("it is no redis://, redis+sentinel:// or redis+cluster:// URL");
  const shape = kind === "sentinel" || kind === "cluster" ? kind : "single";
  const hosts = readHosts(hostList, PORTS[shape]);
  if (hosts === null) return refuse("its hosts are not host:port,host:port");
  if (shape === "single" && hosts.length > 1) {
    return refuse("it names several hosts: write redis+sentinel:// or redis+cluster://");
  }
  const options = new URLSearchParams(query);
  const strange = [...options.keys()].find((key) => !KNOWN.has(key));
  if (strange !== undefined) return refuse(`it has the unknown option "${strange}"`);
  const [first = "", second] = path.split("/");
  const master = shape === "sentinel" ? first : undefined;
  if (master === "") return refuse("it names no master: redis+sentinel://host:port/NAME");
  const db = readDb(options.get("db") ?? (shape === "sentinel" ? second : first) ?? "");
  if (db === null) return refuse("its database is no number");
  if (shape === "cluster" && db !== undefined && db !== 0) return refuse("a Cluster has only the database 0");
  const names = readLogin(login);
  if (names === null) return refuse("its user or password is not percent-encoded");
  const tls = secure === "s" ? readTls(options) : undefined;
  if (tls === undefined && (options.has("ca") || options.has("verify") || options.has("serverName"))) {
    return refuse("ca, verify and serverName need rediss://");
  }
  return {
    ok: true,
    settings: {
      shape,
      hosts,
      ...(master === undefined ? {} : { master: decodeURIComponent(master) }),
      ...names,
      ...(options.has("sentinelPassword") ? { sentinelPassword: options.get("sentinelPassword") ?? "" } : {}),
      ...(db === undefined ? {} : { db }),
      ...(tls === undefined ? {} : { tls }),
    },
  };
}

function refuse(why: string): RedisUrl {
  return { ok: false, why };
}

function readHosts(text: string, port: number): readonly string[] | null {
  const hosts = text.split(",").map((one) => {
    const [, host = "", given] = HOST.exec(one) ?? [];
    return host === "" || Number(given ?? 0) > 65_535 ? null : `${host}:${given ?? port}`;
  });
  return hosts.every((host) => host !== null) ? hosts : null;
}

function readDb(text: string): number | undefined | null {
  if (text === "") return undefined;
  return /^\d{1,4}$/.test(text) ? Number(text) : null;
}

function readLogin(text: string): Pick<RedisSettings, "username" | "password"> | null {
  if (text === "") return {};
  const colon = text.indexOf(":");
  try {
    const username = decodeURIComponent(colon < 0 ? text : text.slice(0, colon));
    const password = colon < 0 ? "" : decodeURIComponent(text.slice(colon + 1));
    return { ...(username === "" ? {} : { username }), ...(password === "" ? {} : { password }) };
  } catch {
    // URIError: a percent sign that stands for itself.
    return null;
  }
}

function readTls(options: URLSearchParams): RedisTls {
  const ca = options.get("ca");
  const serverName = options.get("serverName");
  return {
    ...(ca === null ? {} : { ca }),
    ...(options.has("verify") ? { verify: options.get("verify") !== "no" } : {}),
    ...(serverName === null ? {} : { serverName }),
  };
}
