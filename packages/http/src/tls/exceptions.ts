import { constants } from "node:crypto";
import { TLSSocket, type SecureContextOptions } from "node:tls";
import type { Socket } from "node:net";

import type { TlsException } from "@caibian/schema";
import { buildConnector } from "undici";

import { UnreachableError } from "../errors.ts";

/** Opens connections: TLS as strict as Node's defaults, except for hosts that have an exception of their own. */
export class TlsConnectors {
  readonly #exceptions: Readonly<Record<string, TlsException>>;
  readonly #connectMs: number;
  readonly #strict: buildConnector.connector;
  readonly #lenient = new Map<string, buildConnector.connector>();

  constructor(exceptions: Readonly<Record<string, TlsException>>, connectMs: number) {
    this.#exceptions = exceptions;
    this.#connectMs = connectMs;
    // Said aloud: NODE_TLS_REJECT_UNAUTHORIZED=0 in the environment must not open every host.
    this.#strict = buildConnector({ timeout: connectMs, allowH2: true, rejectUnauthorized: true });
  }

  /** The connector for a host, by its exact name. */
  for(hostname: string): buildConnector.connector {
    const name = hostname.replace(/\.$/, "").toLowerCase();
    const exception = Object.hasOwn(this.#exceptions, name) ? this.#exceptions[name] : undefined;
    if (exception === undefined) return this.#strict;
    const known = this.#lenient.get(name);
    if (known !== undefined) return known;
    const connector = lenientConnector(name, exception, this.#connectMs);
    this.#lenient.set(name, connector);
    return connector;
  }
}

function lenientConnector(name: string, exception: TlsException, connectMs: number): buildConnector.connector {
  const pin = exception.certificate === undefined ? null : plainFingerprint(exception.certificate);
  const open = buildConnector({
    timeout: connectMs,
    allowH2: true,
    // Resumed sessions show no certificate to compare.
    maxCachedSessions: 0,
    rejectUnauthorized: pin === null,
    ...contextOf(exception),
  });
  if (pin === null) return open;
  return (options, callback) => {
    open(options, (...[error, socket]) => {
      if (error !== null) callback(error, null);
      else checkPin(name, pin, socket, callback);
    });
  };
}

function contextOf({ legacyRenegotiation, minVersion, weakKeys }: TlsException): SecureContextOptions {
  return {
    ...(legacyRenegotiation === true && { secureOptions: constants.SSL_OP_LEGACY_SERVER_CONNECT }),
    ...(minVersion !== undefined && { minVersion }),
    // OpenSSL 3 has TLS 1.0 and 1.1 at level 0 only.
    ...((weakKeys === true || minVersion !== undefined) && { ciphers: "DEFAULT:@SECLEVEL=0" }),
  };
}

function checkPin(name: string, pin: string, socket: Socket, callback: buildConnector.Callback): void {
  const seen = socket instanceof TLSSocket ? socket.getPeerX509Certificate()?.fingerprint256 : undefined;
  if (!(socket instanceof TLSSocket) || (seen !== undefined && plainFingerprint(seen) === pin)) {
    callback(null, socket);
    return;
  }
  socket.destroy();
  const error = new UnreachableError({
    code: "E_TLS_PIN",
    what: "The server shows another certificate than the one that is accepted",
    where: name,
    why: `its fingerprint is ${seen ?? "not to be had"}`,
    next: `Ask its owner; if it is right, write it under network.tls["${name}"].certificate.`,
  });
  callback(error, null);
}

function plainFingerprint(text: string): string {
  return text
    .replace(/^sha256:/i, "")
    .replaceAll(":", "")
    .toLowerCase();
}
