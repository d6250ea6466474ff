import { connect, type Socket } from "node:net";

import { recordOf, type StoreReading } from "./store-reading.ts";

/** Requests under way at once: the server drops what comes in greater floods. */
const WINDOW = 200;
const ANSWER_MS = 30_000;

interface Answer {
  readonly error?: { readonly description: string };
  readonly state?: { readonly first_seq: number; readonly last_seq: number };
  readonly message?: { readonly data?: string };
}

/** Reads every message of a JetStream stream, oldest first, over the protocol's own words. */
export async function readJetstream(url: string, stream: string): Promise<StoreReading> {
  const wire = NatsWire.open(url);
  try {
    const { state } = await wire.ask(`$JS.API.STREAM.INFO.${stream}`, "");
    // Of an empty stream, the first number is behind the last.
    const { first_seq: first, last_seq: last } = state ?? { first_seq: 1, last_seq: 0 };
    const records: StoreReading["records"][number][] = [];
    for (let from = first; from <= last; from += WINDOW) {
      const seqs = Array.from({ length: Math.min(WINDOW, last - from + 1) }, (_, n) => from + n);
      const asked = seqs.map((seq) => wire.ask(`$JS.API.STREAM.MSG.GET.${stream}`, JSON.stringify({ seq })));
      for (const { message } of await Promise.all(asked)) {
        const text = Buffer.from(message?.data ?? "", "base64").toString("utf8");
        if (message !== undefined) records.push(recordOf(JSON.parse(text)));
      }
    }
    return { name: `nats#${stream}`, kind: "message", records };
  } finally {
    wire.close();
  }
}

/** As much of a NATS client as asking takes. */
class NatsWire {
  readonly #socket: Socket;
  readonly #waiting = new Map<string, (answer: Answer) => void>();
  #rest: Buffer = Buffer.alloc(0);
  #asked = 0;

  private constructor(socket: Socket) {
    this.#socket = socket;
    socket.on("data", (bytes: Buffer) => this.#read(bytes));
  }

  static open(url: string): NatsWire {
    const { hostname, port, username, password } = new URL(url);
    const socket = connect(Number(port), hostname);
    const wire = new NatsWire(socket);
    // A server that cannot be reached is told by the first answer that does not come.
    socket.on("error", () => socket.destroy());
    socket.write(`CONNECT ${JSON.stringify({ user: username, pass: password, verbose: false })}\r\nSUB books.* 1\r\n`);
    return wire;
  }

  ask(subject: string, body: string): Promise<Answer> {
    const inbox = `books.${++this.#asked}`;
    return new Promise((resolve, reject) => {
      const late = setTimeout(() => reject(new Error(`no answer from NATS to ${subject}`)), ANSWER_MS).unref();
      this.#waiting.set(inbox, (answer) => {
        clearTimeout(late);
        if (answer.error === undefined) resolve(answer);
        else reject(new Error(`${subject}: ${answer.error.description}`));
      });
      this.#socket.write(`PUB ${subject} ${inbox} ${Buffer.byteLength(body)}\r\n${body}\r\n`);
    });
  }

  close(): void {
    this.#socket.destroy();
  }

  /** `MSG subject sid bytes\r\n…\r\n`, and lines without a body. */
  #read(bytes: Buffer): void {
    let rest = this.#rest.length === 0 ? bytes : Buffer.concat([this.#rest, bytes]);
    for (let end = rest.indexOf("\r\n"); end >= 0; end = rest.indexOf("\r\n")) {
      const [verb, subject = "", , size = "0"] = rest.toString("utf8", 0, end).split(" ");
      const from = end + 2;
      if (verb !== "MSG") {
        if (verb === "PING") this.#socket.write("PONG\r\n");
        rest = rest.subarray(from);
        continue;
      }
      const to = from + Number(size);
      if (rest.length < to + 2) break;
      this.#waiting.get(subject)?.(JSON.parse(rest.toString("utf8", from, to)) as Answer);
      this.#waiting.delete(subject);
      rest = rest.subarray(to + 2);
    }
    this.#rest = rest;
  }
}
