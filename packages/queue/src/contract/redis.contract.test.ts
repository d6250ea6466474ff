import { needServer, startRedis } from "@caibian/testkit";

import { queueContract } from "./queue.test-suite.ts";

const isThere = needServer("redis", "queue: Redis");

queueContract("Redis", isThere, async () => {
  const server = await startRedis({ aof: true });
  return {
    engine: { kind: "redis", url: server.url },
    address: { kind: "redis", url: server.url },
    bounce: () => server.kill().then(() => server.restart()),
    wipe: () => server.wipe(),
    stop: () => server.stop(),
  };
});
