import { readFileSync } from "node:fs";

import { messageOf, type RedisSettings } from "@caibian/schema";
import { Cluster, Redis, type RedisOptions } from "ioredis";

import { QueueError } from "../errors.ts";
import type { Link } from "./engine.ts";

/** Bounds on one connection, in milliseconds. */
export interface LinkBounds {
  readonly connectTimeout?: number;
  readonly commandTimeout?: number;
  /** A socket that owes an answer for this long is dead: a wire that swallows bytes says nothing else. */
  readonly socketTimeout?: number;
  /** Null: a command waits for the server for ever, as a worker's must. */
  readonly maxRetriesPerRequest: number | null;
  readonly retryStrategy?: (times: number) => number | null;
  readonly lazyConnect?: boolean;
}

const SLOTS_REFRESH_MS = 2_000;

/** A client of what the settings name: ioredis for one server or a master behind Sentinels, its Cluster otherwise. */
export function openClient(settings: RedisSettings, bounds: LinkBounds): Redis | Cluster {
  const login = { ...loginOf(settings), ...tlsOf(settings) };
  const hosts = settings.hosts.map(splitHost);
  if (settings.shape === "cluster") return openCluster(hosts, login, bounds);
  const options = { ...bounds, ...login, db: settings.db ?? 0, reconnectOnError: againIfDemoted };
  if (settings.shape === "sentinel") return new Redis({ ...options, ...sentinelOptions(settings, hosts) });
  const { host, port } = hosts[0] ?? { host: "", port: 0 };
  return new Redis({ ...options, host, port });
}

/** A master that became a replica takes no writes: connects anew to who is master now, and asks again. */
function againIfDemoted(error: Error): 2 | false {
  return error.message.startsWith("READONLY") ? 2 : false;
}

/** A client for BullMQ, and how to let go of it. */
export function openLink(settings: RedisSettings, bounds: LinkBounds, onError: (error: Error) => void): Link {
  const client = openClient(settings, bounds);
  client.on("error", onError);
  return { connection: client, close: () => client.disconnect() };
}

function openCluster(
  hosts: readonly Host[],
  login: Pick<RedisOptions, "username" | "password" | "tls">,
  { retryStrategy, lazyConnect, ...bounds }: LinkBounds,
): Cluster {
  return new Cluster([...hosts], {
    redisOptions: { ...bounds, ...login },
    lazyConnect: lazyConnect ?? false,
    // Nodes that go are looked for among those that stay; the list is read again while work fails.
    slotsRefreshTimeout: SLOTS_REFRESH_MS,
    slotsRefreshInterval: 5_000,
    clusterRetryStrategy: retryStrategy ?? ((times) => Math.min(100 * times, 2_000)),
  });
}

type SentinelKey =
  | "sentinels"
  | "name"
  | "sentinelPassword"
  | "enableTLSForSentinelMode"
  | "sentinelTLS"
  | "sentinelCommandTimeout"
  | "sentinelRetryStrategy";

function sentinelOptions(
  { master, sentinelPassword, tls }: RedisSettings,
  sentinels: readonly Host[],
): Pick<RedisOptions, SentinelKey> {
  return {
    sentinels: [...sentinels],
    name: master ?? "",
    ...(sentinelPassword === undefined ? {} : { sentinelPassword }),
    ...(tls === undefined ? {} : { enableTLSForSentinelMode: true, sentinelTLS: tlsOptions(tls) }),
    // A silent Sentinel must not keep the others from being asked.
    sentinelCommandTimeout: 3_000,
    // No `failoverDetector`: what it is told while a connection is being made ends the client for good.
    sentinelRetryStrategy: (times) => Math.min(100 * times, 2_000),
  };
}

function loginOf({ username, password }: RedisSettings): Pick<RedisOptions, "username" | "password"> {
  return { ...(username === undefined ? {} : { username }), ...(password === undefined ? {} : { password }) };
}

function tlsOf({ tls }: RedisSettings): Pick<RedisOptions, "tls"> {
  return tls === undefined ? {} : { tls: tlsOptions(tls) };
}

function tlsOptions({ ca, verify, serverName }: NonNullable<RedisSettings["tls"]>): NonNullable<RedisOptions["tls"]> {
  return {
    rejectUnauthorized: verify ?? true,
    ...(ca === undefined ? {} : { ca: readAuthority(ca) }),
    ...(serverName === undefined ? {} : { servername: serverName }),
  };
}

function readAuthority(file: string): string {
  try {
    return readFileSync(file, "utf8");
  } catch (error) {
    throw new QueueError({
      code: "E_QUEUE_CONFIG",
      what: "the authority's certificate for the queue's Redis cannot be read",
      where: file,
      why: messageOf(error),
      next: "correct `ca` of the queue's TLS",
      exitCode: 3,
      cause: error,
    });
  }
}

interface Host {
  readonly host: string;
  readonly port: number;
}

function splitHost(text: string): Host {
  const colon = text.lastIndexOf(":");
  return { host: text.slice(0, colon).replace(/^\[|\]$/g, ""), port: Number(text.slice(colon + 1)) };
}
