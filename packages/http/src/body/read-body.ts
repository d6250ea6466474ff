import type { Readable } from "node:stream";

import { BadContentError } from "../errors.ts";

/** How a body is read: up to `maxBytes`; past that it is an error, or cut when `cut` says so. */
export interface ReadBody {
  readonly maxBytes: number;
  readonly cut: boolean;
  readonly url: string;
}

/** Collects a body. A stream that breaks rejects with undici's error. */
export async function readBody(body: Readable, contentLength: string | undefined, how: ReadBody): Promise<Uint8Array> {
  if (!how.cut && Number(contentLength ?? 0) > how.maxBytes) {
    body.on("error", ignoreOwnDestroy).destroy();
    throw tooLarge(how);
  }
  const chunks: Uint8Array[] = [];
  let length = 0;
  return new Promise((resolve, reject) => {
    body.on("data", (chunk: Uint8Array) => {
      chunks.push(chunk);
      length += chunk.length;
      if (length <= how.maxBytes) return;
      body.destroy();
      if (how.cut) resolve(join(chunks, length).subarray(0, how.maxBytes));
      else reject(tooLarge(how));
    });
    body.on("end", () => resolve(join(chunks, length)));
    body.on("error", reject);
    // A body closed without `end` or `error` was cut off by someone else; after `end` this does nothing.
    body.on("close", () =>
      reject(new BadContentError({ code: "E_CUT_OFF", what: "The body is cut off", where: how.url })),
    );
  });
}

function join(chunks: readonly Uint8Array[], length: number): Uint8Array {
  const [only] = chunks;
  return only !== undefined && chunks.length === 1 ? only : Buffer.concat(chunks, length);
}

function tooLarge({ url, maxBytes }: ReadBody): BadContentError {
  return new BadContentError({ code: "E_TOO_LARGE", what: `The body is larger than ${maxBytes} bytes`, where: url });
}

/** The error that our own `destroy()` raises on a body we no longer want says nothing new. */
function ignoreOwnDestroy(): void {}
