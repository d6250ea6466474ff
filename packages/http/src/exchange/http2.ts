import type { ClientHttp2Stream, IncomingHttpHeaders, IncomingHttpStatusHeader } from "node:http2";

import type { BodyMemory } from "../body/body-memory.ts";
import type { Deadline } from "../deadline.ts";
import { BadContentError, TransientError } from "../errors.ts";
import { toFetchError } from "../failure.ts";
import type { Http2Session } from "../http2/sessions.ts";
import { Reception } from "./reception.ts";
import type { WireAnswer, WireRequest } from "./wire.ts";

type Headers = IncomingHttpHeaders & IncomingHttpStatusHeader;

/**
 * One request over HTTP/2. An answer counts when its stream ended whole and without an error code. What ends
 * before that ends the connection too: a server may go on sending frames for a stream that nobody reads.
 */
export async function askOverHttp2(
  session: Http2Session,
  request: WireRequest,
  deadline: Deadline,
  memory: BodyMemory,
): Promise<WireAnswer> {
  return new Promise<WireAnswer>((resolve, reject) => {
    const http2 = session.enter();
    let isOver = false;
    const over = (settle: () => void, isWhole: boolean): void => {
      if (isOver) return;
      isOver = true;
      reception.close();
      session.leave();
      settle();
      if (!isWhole) session.destroy();
    };
    const fail = (reason: unknown): void => over(() => reject(reason), false);
    const reception = new Reception(request, memory, () => stream?.resume(), fail);
    deadline.onEnd = fail;

    const { target, method, headers, body } = request;
    let stream: ClientHttp2Stream | null = null;
    try {
      if (isOver) return;
      stream = http2.request(
        {
          ":method": method,
          ":scheme": "https",
          ":authority": target.host,
          ":path": target.pathname + target.search,
          ...headers,
        },
        { endStream: body === null },
      );
    } catch (error) {
      // The session went away between two requests: nothing was sent.
      fail(toFetchError(error, target.href, "headers"));
      return;
    }
    listen(stream, {
      head: (incoming) => reception.head(Number(incoming[":status"]), incoming),
      data: (chunk) => {
        const appetite = reception.write(chunk);
        if (appetite === "wait") stream?.pause();
        else if (appetite === "full") {
          const answer = reception.end(true);
          over(() => resolve(answer), false);
        }
      },
      close: (end) => {
        if (end === "broken" || (end === "unsure" && !reception.hasLength))
          throw brokenOff(target.href, reception.hasHead);
        const answer = reception.end(false);
        over(() => resolve(answer), true);
      },
      fail: (error) => fail(toFetchError(error, target.href, reception.hasHead ? "body" : "headers")),
    });
    if (body !== null) stream.end(body);
  });
}

/** `unsure`: the body ended without an error code, perhaps because it was cut. */
type StreamEnd = "whole" | "unsure" | "broken";

interface Listeners {
  readonly head: (headers: Headers) => void;
  readonly data: (chunk: Uint8Array) => void;
  readonly close: (end: StreamEnd) => void;
  readonly fail: (error: unknown) => void;
}

/** Wires a stream; what a listener throws is a failure too. */
function listen(stream: ClientHttp2Stream, { head, data, close, fail }: Listeners): void {
  let ended: StreamEnd = "broken";
  const guarded =
    <Value>(listener: (value: Value) => void) =>
    (value: Value): void => {
      try {
        listener(value);
      } catch (error) {
        fail(error);
      }
    };
  stream.on("headers", guarded(head));
  stream.on("response", guarded(head));
  stream.on("data", guarded(data));
  // A reset without an error code ends a body like its last byte does. What tells them apart is the order: the reset
  // closes the stream first. A whole body that was paused closes first too, so that only its length can tell.
  stream.on("end", () => (ended = stream.closed ? "unsure" : "whole"));
  stream.on(
    "close",
    guarded(() => close(stream.aborted || stream.rstCode !== 0 ? "broken" : ended)),
  );
  stream.on("error", fail);
}

function brokenOff(where: string, hasHead: boolean): BadContentError | TransientError {
  return hasHead
    ? new BadContentError({ code: "E_CUT_OFF", what: "The body is cut off", where })
    : new TransientError({ code: "E_NETWORK", what: "The stream ended before the answer", where });
}
