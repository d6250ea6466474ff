import type { Dispatcher } from "undici";

import type { BodyMemory } from "../body/body-memory.ts";
import type { Deadline } from "../deadline.ts";
import { toFetchError } from "../failure.ts";
import { Reception } from "./reception.ts";
import type { WireAnswer, WireRequest } from "./wire.ts";

/**
 * One request over HTTP/1.1. It listens to undici's dispatcher itself: `request()` adds a stream and an abort
 * signal to every page, a quarter of what a page costs (bench/fetch).
 */
export async function askOverHttp1(
  dispatcher: Dispatcher,
  request: WireRequest,
  deadline: Deadline,
  memory: BodyMemory,
): Promise<WireAnswer> {
  return new Promise<WireAnswer>((resolve, reject) => {
    const exchange = new Http1Exchange(request, memory, resolve, reject);
    deadline.onEnd = (reason) => exchange.stop(reason);
    const { target, method, headers, body } = request;
    // It throws what cannot be sent at all; the exchange is told of everything else.
    dispatcher.dispatch(
      { origin: target.origin, path: target.pathname + target.search, method, headers, body },
      exchange,
    );
  });
}

class Http1Exchange implements Dispatcher.DispatchHandler {
  readonly #url: string;
  readonly #reception: Reception;
  readonly #resolve: (answer: WireAnswer) => void;
  readonly #reject: (error: unknown) => void;
  #controller: Dispatcher.DispatchController | null = null;
  #isOver = false;

  constructor(
    request: WireRequest,
    memory: BodyMemory,
    resolve: (answer: WireAnswer) => void,
    reject: (error: unknown) => void,
  ) {
    this.#url = request.target.href;
    this.#reception = new Reception(
      request,
      memory,
      () => this.#controller?.resume(),
      (reason) => this.stop(reason),
    );
    this.#resolve = resolve;
    this.#reject = reject;
  }

  /** Ends it from outside, at whatever stage it is. */
  stop(reason: unknown): void {
    if (this.#isOver) return;
    this.#over(() => this.#reject(reason));
  }

  onRequestStart(controller: Dispatcher.DispatchController): void {
    this.#controller = controller;
    // Its time ran out while it waited for the connection.
    if (this.#isOver) controller.abort(STOPPED);
  }

  onResponseStart(
    _: Dispatcher.DispatchController,
    status: number,
    headers: Readonly<Record<string, string | string[] | undefined>>,
  ): void {
    this.#guard(() => this.#reception.head(status, headers));
  }

  onResponseData(controller: Dispatcher.DispatchController, chunk: Buffer): void {
    this.#guard(() => {
      const appetite = this.#reception.write(chunk);
      if (appetite === "wait") controller.pause();
      else if (appetite === "full") this.#answer(true);
    });
  }

  onResponseEnd(): void {
    this.#guard(() => this.#answer(false));
  }

  onResponseError(_: Dispatcher.DispatchController, error: Error): void {
    this.stop(toFetchError(error, this.#url, this.#reception.hasHead ? "body" : "headers"));
  }

  #answer(isCut: boolean): void {
    const answer = this.#reception.end(isCut);
    if (isCut) this.#over(() => this.#resolve(answer));
    else {
      this.#isOver = true;
      this.#resolve(answer);
    }
  }

  #guard(step: () => void): void {
    if (this.#isOver) return;
    try {
      step();
    } catch (error) {
      this.stop(error);
    }
  }

  /** Settles first: undici reports the abort, and by then it is old news. */
  #over(settle: () => void): void {
    this.#isOver = true;
    this.#reception.close();
    settle();
    this.#controller?.abort(STOPPED);
  }
}

/** One for all: making an error walks the stack. */
const STOPPED: Error = new Error("The exchange is over");
