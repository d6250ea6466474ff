import { connect, createServer, type AddressInfo, type Server, type Socket } from "node:net";

/** A TCP relay on loopback whose wire can be cut, or fall silent as a half-open connection does. */
export class Wire {
  mode: "passes" | "refuses" | "is silent" = "passes";
  readonly #sockets = new Set<Socket>();
  #server: Server | null = null;

  /** Relays to a port; answers the port to connect to. */
  async open(port: number): Promise<number> {
    const server = createServer((near) => {
      if (this.mode === "refuses") near.destroy();
      else this.#relay(near, connect(port, "127.0.0.1"));
    });
    this.#server = server;
    await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
    return (server.address() as AddressInfo).port;
  }

  close(): void {
    for (const socket of this.#sockets) socket.destroy();
    this.#server?.close();
  }

  #relay(near: Socket, far: Socket): void {
    for (const [from, to] of [
      [near, far],
      [far, near],
    ] as const) {
      this.#sockets.add(from);
      from.on("data", (bytes) => void (this.mode === "passes" && to.write(bytes)));
      // The other end learns of it; the error itself is the test's own doing.
      from.on("error", () => to.destroy());
      from.on("close", () => to.destroy());
    }
  }
}
