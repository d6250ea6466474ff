import ipaddr from "ipaddr.js";

const GLOBAL_V6 = ipaddr.parseCIDR("2000::/3") as [ipaddr.IPv6, number];

/** The address in its plain form, v4-mapped v6 as v4; null when the text is a name. */
export function readAddress(text: string): ipaddr.IPv4 | ipaddr.IPv6 | null {
  const bare = text.startsWith("[") ? text.slice(1, -1) : text;
  // Only the four-part form: whoever writes 0x7f.1 gets it normalised by URL first, or is taken for a name.
  if (ipaddr.IPv4.isValidFourPartDecimal(bare)) return ipaddr.IPv4.parse(bare);
  if (!ipaddr.IPv6.isValid(bare)) return null;
  const address = ipaddr.IPv6.parse(bare);
  return address.isIPv4MappedAddress() ? address.toIPv4Address() : address;
}

/**
 * True for an address of the open internet. Loopback, private, link-local, carrier, benchmark, documentation,
 * multicast and translation ranges (NAT64, 6to4, Teredo: they smuggle a v4 address) are not.
 */
export function isPublic(address: ipaddr.IPv4 | ipaddr.IPv6): boolean {
  if (address.range() !== "unicast") return false;
  return address.kind() === "ipv4" || (address as ipaddr.IPv6).match(GLOBAL_V6);
}

// RFC 6761 and what cloud providers and distributions put into /etc/hosts.
const LOCAL_NAME =
  /(?:^|\.)(?:localhost|localdomain|local|internal|intranet|lan|home\.arpa|ip6-localhost|ip6-loopback)\.?$/i;

/** True for a name that means this machine or this network, whatever DNS says of it. */
export function isLocalName(hostname: string): boolean {
  return LOCAL_NAME.test(hostname);
}
