import { askPort, freePort, waitUntil } from "./free-port.ts";
import { startRedis, type RedisServer } from "./redis.ts";

/** A Redis Cluster of masters without replicas. */
export interface RedisCluster {
  /** `host:port` of each node. */
  readonly hosts: readonly string[];
  readonly nodes: readonly RedisServer[];
  stop(): Promise<void>;
}

const SLOTS = 16_384;

/** Starts redis-servers that share the slots of one Cluster. Default 3. */
export async function startRedisCluster(options: { readonly nodes?: number } = {}): Promise<RedisCluster> {
  const count = options.nodes ?? 3;
  const nodes: RedisServer[] = [];
  const stop = async (): Promise<void> => {
    await Promise.all(nodes.map((node) => node.stop()));
  };
  try {
    for (let index = 0; index < count; index++) {
      // The bus takes the port plus 10 000 by itself, which a high port does not have.
      const busPort = await freePort();
      const settings = { "cluster-enabled": "yes", "cluster-port": String(busPort), "cluster-node-timeout": "2000" };
      const node = await startRedis({
        aof: true,
        args: Object.entries(settings).flatMap(([name, value]) => [`--${name}`, value]),
      });
      nodes.push(node);
      const [first, last] = [index, index + 1].map((at) => Math.floor((at * SLOTS) / count));
      await command(node, `CLUSTER ADDSLOTSRANGE ${String(first)} ${String((last ?? SLOTS) - 1)}`);
      const met = nodes[0];
      if (index > 0 && met !== undefined) await command(met, `CLUSTER MEET 127.0.0.1 ${node.port} ${busPort}`);
    }
    await waitUntil(
      "the Redis Cluster",
      () => isWhole(nodes),
      () => false,
    );
  } catch (error) {
    await stop();
    throw error;
  }
  return { hosts: nodes.map((node) => `127.0.0.1:${node.port}`), nodes, stop };
}

async function command(node: RedisServer, text: string): Promise<void> {
  const answer = await askPort(node.port, `${text}\r\n`);
  if (answer?.startsWith("+OK") !== true) throw new Error(`Expected +OK from ${text}, got ${answer}`);
}

async function isWhole(nodes: readonly RedisServer[]): Promise<boolean> {
  const answers = await Promise.all(nodes.map((node) => askPort(node.port, "CLUSTER INFO\r\n")));
  return answers.every(
    (answer) =>
      answer !== null &&
      answer.includes("cluster_state:ok") &&
      answer.includes(`cluster_known_nodes:${nodes.length}\r\n`),
  );
}
