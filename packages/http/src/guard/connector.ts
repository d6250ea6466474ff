import type { Socket } from "node:net";
import type { TLSSocket } from "node:tls";

import { messageOf } from "@caibian/schema";
import type { buildConnector } from "undici";

import { RefusedError, UnreachableError } from "../errors.ts";
import type { TlsConnectors } from "../tls/exceptions.ts";
import { isLocalName, isPublic, readAddress } from "./address.ts";
import type { AllowList } from "./allow-list.ts";

/** What the connector needs to know. */
export interface ConnectorOptions {
  readonly allow: AllowList;
  readonly resolve: Readonly<Record<string, string>>;
  readonly lookup: Lookup;
  readonly connectors: TlsConnectors;
  /** Takes a connection whose server chose HTTP/2. Returns what the request is told: it was not sent yet. */
  readonly onHttp2: (origin: string, socket: TLSSocket) => Error;
  /** Takes what broke a connection that had brought something before. */
  readonly onLateError: (error: Error) => void;
}

/** Addresses of a host name. */
export type Lookup = (hostname: string) => Promise<readonly string[]>;

interface Target {
  readonly address: string;
  readonly port: number;
}

/** Addresses of one name that are tried before it counts as unreachable. */
const TRIES = 3;

/**
 * Opens sockets for undici, to permitted addresses only. It resolves the name itself, checks every answer and
 * connects to the very address that it checked: a second DNS answer cannot slip in between, and address
 * literals, which never reach undici's `connect.lookup`, take the same path.
 */
export function guardedConnector(options: ConnectorOptions): buildConnector.connector {
  const { connectors, onHttp2, onLateError } = options;
  return (request, callback) => {
    const open = connectors.for(request.hostname);
    void connect(open, request, options, (...[error, socket]) => {
      if (error !== null) callback(error, null);
      else if (isHttp2(socket)) callback(onHttp2(`https://${request.host ?? request.hostname}`, socket), null);
      else {
        socket.once("error", (broken) => {
          if (socket.bytesRead > 0) onLateError(broken);
        });
        callback(null, socket);
      }
    });
  };
}

function isHttp2(socket: Socket | TLSSocket): socket is TLSSocket {
  return "alpnProtocol" in socket && socket.alpnProtocol === "h2";
}

/** Never rejects: what goes wrong before the first socket reaches undici through its callback too. */
async function connect(
  open: buildConnector.connector,
  request: buildConnector.Options,
  options: ConnectorOptions,
  callback: buildConnector.Callback,
): Promise<void> {
  let targets: readonly Target[];
  try {
    targets = await targetsOf(request, options);
  } catch (error) {
    callback(error instanceof Error ? error : new Error(messageOf(error)), null);
    return;
  }
  connectFirst(open, request, targets, callback);
}

function connectFirst(
  open: buildConnector.connector,
  request: buildConnector.Options,
  targets: readonly Target[],
  callback: buildConnector.Callback,
): void {
  const [target, ...rest] = targets;
  if (target === undefined) {
    callback(
      new UnreachableError({ code: "E_NO_ADDRESS", what: "No address left to try", where: request.hostname }),
      null,
    );
    return;
  }
  // The name stays the TLS server name: the certificate is checked against what was asked for.
  const servername = request.servername ?? (readAddress(request.hostname) === null ? request.hostname : "");
  const options = { ...request, hostname: target.address, port: String(target.port) };
  open(request.protocol === "https:" && servername !== "" ? { ...options, servername } : options, (error, socket) => {
    if (error === null) callback(null, socket);
    else if (rest.length > 0) connectFirst(open, request, rest, callback);
    else callback(error, null);
  });
}

async function targetsOf(request: buildConnector.Options, options: ConnectorOptions): Promise<readonly Target[]> {
  const port = Number(request.port) || (request.protocol === "https:" ? 443 : 80);
  const hostname = request.hostname;
  const { allow } = options;
  if (allow.host(hostname, port)) return (await addressesOf(hostname, port, options)).slice(0, TRIES);
  if (readAddress(hostname) === null && isLocalName(hostname) && options.resolve[hostname] === undefined)
    throw refused(hostname, "the name means this machine or network");

  const targets = await addressesOf(hostname, port, options);
  for (const target of targets) {
    const address = readAddress(target.address);
    if (address === null || !(isPublic(address) || allow.address(address, target.port)))
      throw refused(`${hostname} → ${target.address}:${target.port}`, "the address is not public");
  }
  return targets.slice(0, TRIES);
}

async function addressesOf(hostname: string, port: number, options: ConnectorOptions): Promise<readonly Target[]> {
  const fixed = options.resolve[hostname.toLowerCase()];
  if (fixed !== undefined) return [readTarget(fixed, port)];
  if (readAddress(hostname) !== null) return [{ address: hostname.replace(/^\[|\]$/g, ""), port }];
  try {
    const answers = await options.lookup(hostname);
    return answers.map((address) => ({ address, port }));
  } catch (cause) {
    throw new UnreachableError({
      code: "E_DNS",
      what: "The name does not resolve",
      where: hostname,
      why: cause instanceof Error ? cause.message : undefined,
      cause,
    });
  }
}

function readTarget(text: string, port: number): Target {
  if (readAddress(text) !== null) return { address: text.replace(/^\[|\]$/g, ""), port };
  const colon = text.lastIndexOf(":");
  return { address: text.slice(0, colon).replace(/^\[|\]$/g, ""), port: Number(text.slice(colon + 1)) };
}

function refused(where: string, why: string): RefusedError {
  return new RefusedError({
    code: "E_ADDRESS",
    what: "The address is refused",
    where,
    why,
    next: "If it is yours, name it under network.allow.",
  });
}
