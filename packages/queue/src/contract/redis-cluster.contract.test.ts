import { needServer, startRedisCluster } from "@caibian/testkit";

import { queueContract } from "./queue.test-suite.ts";

const isThere = needServer("redis", "queue: Redis Cluster");

queueContract("a Redis Cluster", isThere, async () => {
  const cluster = await startRedisCluster();
  const url = `redis+cluster://${cluster.hosts.join(",")}`;
  return {
    engine: { kind: "redis", url },
    address: { kind: "redis", url },
    bounce: async () => {
      await Promise.all(cluster.nodes.map((node) => node.kill()));
      await Promise.all(cluster.nodes.map((node) => node.restart()));
    },
    wipe: async () => {
      await Promise.all(cluster.nodes.map((node) => node.wipe()));
    },
    stop: () => cluster.stop(),
  };
});
