import { connect, isIP, type Socket } from "node:net";
import { connect as connectTls } from "node:tls";

import type { ISocketFactory } from "kafkajs";

const KEEP_ALIVE_MS = 60_000;

/**
 * The sockets of one kafkajs client. Once it is closed, none is left and none can be made: kafkajs tries again by
 * itself, and a batch that was given up must not arrive behind its own repetition.
 */
export class SocketGate {
  readonly #sockets = new Set<Socket>();
  #isClosed = false;

  readonly factory: ISocketFactory = ({ host, port, ssl, onConnect }) => {
    const name = isIP(host) === 0 ? { servername: host } : {};
    const socket = ssl ? connectTls({ host, port, ...name, ...ssl }, onConnect) : connect({ host, port }, onConnect);
    socket.setKeepAlive(true, KEEP_ALIVE_MS);
    if (this.#isClosed) socket.destroy(new Error("the connection was given up"));
    this.#sockets.add(socket);
    socket.once("close", () => this.#sockets.delete(socket));
    return socket;
  };

  close(): void {
    this.#isClosed = true;
    for (const socket of this.#sockets) socket.destroy();
  }
}
