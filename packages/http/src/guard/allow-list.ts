import { CaibianError, EXIT } from "@caibian/schema";
import ipaddr from "ipaddr.js";

import { readAddress } from "./address.ts";

/** Says whether an address that is not public may be asked all the same. */
export interface AllowList {
  host(hostname: string, port: number): boolean;
  address(address: ipaddr.IPv4 | ipaddr.IPv6, port: number): boolean;
}

interface Entry {
  readonly port: number | null;
  readonly name: string | null;
  readonly range: [ipaddr.IPv4 | ipaddr.IPv6, number] | null;
}

/** Reads `network.allow`. Throws a config error on an entry that is neither host, address nor range. */
export function readAllowList(entries: readonly string[]): AllowList {
  const list = entries.map(readEntry);
  return {
    host: (hostname, port) => {
      const name = hostname.replace(/\.$/, "").toLowerCase();
      return list.some((entry) => entry.name === name && fits(entry, port));
    },
    address: (address, port) =>
      list.some(
        (entry) =>
          entry.range !== null &&
          entry.range[0].kind() === address.kind() &&
          fits(entry, port) &&
          address.match(entry.range),
      ),
  };
}

function fits(entry: Entry, port: number): boolean {
  return entry.port === null || entry.port === port;
}

const ENTRY = /^(?<host>\[[0-9a-f:.]+\]|[0-9a-f:.]+\/\d{1,3}|[^\s:/[\]]+|[0-9a-f:.]{2,45})(?::(?<port>\d{1,5}))?$/i;

function readEntry(text: string): Entry {
  const { host, port: portText } = ENTRY.exec(readAddress(text) === null ? text.trim() : bracketed(text))?.groups ?? {};
  if (host === undefined) throw badEntry(text);
  const port = portText === undefined ? null : Number(portText);
  const address = readAddress(host);
  if (address !== null) return { port, name: null, range: [address, address.kind() === "ipv4" ? 32 : 128] };
  if (host.includes("/")) {
    if (!ipaddr.isValidCIDR(host)) throw badEntry(text);
    return { port, name: null, range: ipaddr.parseCIDR(host) };
  }
  return { port, name: host.toLowerCase(), range: null };
}

function bracketed(address: string): string {
  return address.includes(":") && !address.startsWith("[") ? `[${address}]` : address;
}

function badEntry(text: string): CaibianError {
  return new CaibianError({
    code: "E_ALLOW",
    what: "An entry of network.allow is not a host, an address or a range",
    where: text,
    next: "Write it like a.test, 127.0.0.1:8080, 10.0.0.0/8 or [::1]:80.",
    exitCode: EXIT.config,
  });
}
