import { z } from "zod";

/** How a Redis is reached over TLS. */
export interface RedisTls {
  /** PEM file of the authority that signed its certificate. Default: the machine's own list. */
  readonly ca?: string | undefined;
  /** Whether the certificate is checked. Default true; false is warned of at every start. */
  readonly verify?: boolean | undefined;
  /** Name that the certificate is for, when it is not the host's. */
  readonly serverName?: string | undefined;
}

/** One Redis, a master that Sentinels name, or a Cluster. */
export interface RedisSettings {
  readonly shape: "single" | "sentinel" | "cluster";
  /** `host:port`: the server, the Sentinels, or some nodes of the Cluster. */
  readonly hosts: readonly string[];
  /** The master's name at the Sentinels. */
  readonly master?: string | undefined;
  readonly username?: string | undefined;
  readonly password?: string | undefined;
  /** The Sentinels' own password. */
  readonly sentinelPassword?: string | undefined;
  /** Number of the database; a Cluster has only 0. Default 0. */
  readonly db?: number | undefined;
  /** Absent: no TLS. */
  readonly tls?: RedisTls | undefined;
}

const tlsSchema = z.strictObject({
  ca: z.string().min(1).optional(),
  verify: z.boolean().optional(),
  serverName: z.string().min(1).optional(),
});
const loginShape = {
  username: z.string().min(1).optional(),
  password: z.string().min(1).optional(),
  tls: tlsSchema.optional(),
} as const;
const hostSchema = z.string().regex(/^(?:\[[0-9a-fA-F:.]+\]|[^\s:@/[\]]+):\d{1,5}$/, "a host is host:port");
const hostsSchema = z.array(hostSchema).min(1);
const dbSchema = z.number().int().min(0).optional();

/** The `queue` key of the config as an object: Sentinels or a Cluster, and TLS, without a URL. */
export const redisSettingsSchema: z.ZodType<RedisSettings> = z.union([
  z
    .strictObject({ host: hostSchema, db: dbSchema, ...loginShape })
    .transform(({ host, ...rest }): RedisSettings => ({ shape: "single", hosts: [host], ...rest })),
  z
    .strictObject({
      sentinels: hostsSchema,
      name: z.string().min(1),
      sentinelPassword: z.string().min(1).optional(),
      db: dbSchema,
      ...loginShape,
    })
    .transform(({ sentinels, name, ...rest }): RedisSettings => {
      return { shape: "sentinel", hosts: sentinels, master: name, ...rest };
    }),
  z
    .strictObject({ cluster: hostsSchema, ...loginShape })
    .transform(({ cluster, ...rest }): RedisSettings => ({ shape: "cluster", hosts: cluster, ...rest })),
]);

/** Where a Redis is, for messages: no user, no password. */
export function redisPlace({ shape, hosts, master, tls }: RedisSettings): string {
  const scheme = `redis${tls === undefined ? "" : "s"}${shape === "single" ? "" : `+${shape}`}`;
  return `${scheme}://${hosts.join(",")}${master === undefined ? "" : `/${master}`}`;
}
