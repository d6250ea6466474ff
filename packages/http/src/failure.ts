import { CaibianError, messageOf } from "@caibian/schema";
import { errors } from "undici";

import { BadContentError, RefusedError, TransientError, UnreachableError, type FetchError } from "./errors.ts";
import { toTlsError } from "./tls/failure.ts";

const UNREACHABLE = new Set(["ECONNREFUSED", "ENOTFOUND", "EAI_AGAIN", "EHOSTUNREACH", "ENETUNREACH", "EADDRNOTAVAIL"]);
const RESET = new Set(["ECONNRESET", "EPIPE"]);

/** undici's and Node's errors in our classes. What is ours already stays as it is. */
export function toFetchError(error: unknown, url: string, stage: "headers" | "body"): FetchError | CaibianError {
  if (error instanceof CaibianError) return error;
  const code = error instanceof Error && "code" in error ? String(error.code) : "";
  const facts = { where: url, why: messageOf(error), cause: error };
  if (UNREACHABLE.has(code))
    return new UnreachableError({ code: "E_CONNECT", what: "Nothing answers there", ...facts });
  if (error instanceof errors.ConnectTimeoutError)
    return new UnreachableError({ code: "E_CONNECT_TIMEOUT", what: "No connection came about in time", ...facts });
  const tls = toTlsError(error, url);
  if (tls !== null) return tls;
  if (error instanceof errors.HeadersOverflowError || code === "HPE_HEADER_OVERFLOW")
    return new BadContentError({ code: "E_HEADERS_TOO_LARGE", what: "The response headers are too large", ...facts });
  const isLengthWrong = error instanceof errors.ResponseContentLengthMismatchError;
  if (stage === "body" && (isLengthWrong || error instanceof errors.SocketError || RESET.has(code)))
    return new BadContentError({ code: "E_CUT_OFF", what: "The body is cut off", ...facts });
  // Before the headers are whole it means two lengths, or a length beside chunks.
  if (isLengthWrong || error instanceof errors.HTTPParserError || code.startsWith("HPE_"))
    return new BadContentError({ code: "E_HTTP", what: "The answer is not HTTP", ...facts });
  if (error instanceof errors.InvalidArgumentError)
    return new RefusedError({ code: "E_REQUEST", what: "The request cannot be sent", ...facts });
  return new TransientError({ code: "E_NETWORK", what: "The connection broke", ...facts });
}
