import { connect, type ClientHttp2Session } from "node:http2";
import type { TLSSocket } from "node:tls";

import { CaibianError } from "@caibian/schema";

/** A session that nobody uses is closed after this long. */
const IDLE_MS = 10_000;
/** Most bytes that a server may send ahead on one connection: more is asked for as it is read. */
const WINDOW_BYTES = 512 * 1024;

/** Says that a connection came about and speaks HTTP/2: ask again over its session. Nothing was sent yet. */
export class Http2Chosen extends CaibianError {
  constructor(origin: string) {
    super({ code: "E_HTTP2_CHOSEN", what: "The server chose HTTP/2", where: origin });
  }
}

/** The HTTP/2 connections of one client: one an origin. */
export class Http2Sessions {
  readonly #maxHeaderBytes: number;
  readonly #sessions = new Map<string, Http2Session>();

  constructor(maxHeaderBytes: number) {
    this.#maxHeaderBytes = maxHeaderBytes;
  }

  /** The open session of an origin; null when there is none. */
  get(origin: string): Http2Session | null {
    return this.#sessions.get(origin) ?? null;
  }

  /** Makes a session of a fresh connection; a second one of the same origin is closed. */
  adopt(origin: string, socket: TLSSocket): void {
    if (this.#sessions.has(origin)) {
      socket.destroy();
      return;
    }
    const session = new Http2Session(this.#open(origin, socket), () => {
      if (this.#sessions.get(origin) === session) this.#sessions.delete(origin);
    });
    this.#sessions.set(origin, session);
  }

  close(): void {
    for (const session of this.#sessions.values()) session.destroy();
  }

  #open(origin: string, socket: TLSSocket): ClientHttp2Session {
    return connect(origin, {
      createConnection: () => socket,
      settings: { enablePush: false, initialWindowSize: WINDOW_BYTES, maxHeaderListSize: this.#maxHeaderBytes },
      maxHeaderListPairs: 200,
      maxReservedRemoteStreams: 0,
      maxSessionMemory: 2,
      maxSettings: 16,
    });
  }
}

/** One connection. It is let go as soon as anything is wrong with it: the next request opens another. */
export class Http2Session {
  readonly #session: ClientHttp2Session;
  readonly #onGone: () => void;
  #streams = 0;
  #idle: NodeJS.Timeout | null = null;

  /** @param onGone called when no new request may use it. */
  constructor(session: ClientHttp2Session, onGone: () => void) {
    this.#session = session;
    this.#onGone = onGone;
    // The streams are told of it by themselves; this keeps it from ending the process.
    session.on("error", onGone);
    session.on("goaway", onGone);
    session.on("close", onGone);
    this.#rest();
  }

  /** The session, kept awake until `leave`. */
  enter(): ClientHttp2Session {
    if (this.#idle !== null) clearTimeout(this.#idle);
    this.#idle = null;
    this.#streams++;
    this.#session.ref();
    return this.#session;
  }

  leave(): void {
    this.#streams--;
    if (this.#streams === 0) this.#rest();
  }

  /** Ends the connection and whatever runs over it. */
  destroy(): void {
    if (this.#idle !== null) clearTimeout(this.#idle);
    this.#onGone();
    this.#session.destroy();
  }

  #rest(): void {
    if (this.#session.destroyed) return;
    this.#session.unref();
    this.#idle = setTimeout(() => this.destroy(), IDLE_MS);
    this.#idle.unref();
  }
}
