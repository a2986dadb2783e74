import { isIP } from "node:net";
import ipaddr from "ipaddr.js";

/** NAT64's well-known prefix (RFC 6052): what is behind it is the IPv4 address in its last 32 bits. */
const nat64 = ipaddr.IPv6.parseCIDR("64:ff9b::/96");
/** All that is handed out as global unicast (IANA's IPv6 registry); the rest of the space is special or not assigned. */
const globalUnicast = ipaddr.IPv6.parseCIDR("2000::/3");
/** A cloud's own services that stand on an address which looks public (Azure's host). */
const metadata = new Set(["168.63.129.16"]);

function publicIpv4(address: ipaddr.IPv4): boolean {
  return address.range() === "unicast" && !metadata.has(address.toString());
}

/** True for an address of the public internet; what only wraps another address is judged by that one. */
export function isPublicAddress(text: string): boolean {
  if (!ipaddr.isValid(text)) return false;
  const address = ipaddr.process(text);
  if (address instanceof ipaddr.IPv4) return publicIpv4(address);
  if (address.match(nat64)) return publicIpv4(new ipaddr.IPv4(address.toByteArray().slice(12)));
  return address.range() === "unicast" && address.match(globalUnicast);
}

type Entry = { any: true } | { network: [ipaddr.IPv4 | ipaddr.IPv6, number] } | { host: string; port: string | null };

/** An address or a name as a URL writes it: lower case, IPv6 in brackets. */
const unbracketed = (host: string): string => host.replace(/^\[(.*)\]$/, "$1");

function entryOf(part: string): Entry {
  if (part === "*") return { any: true };
  if (part.includes("/")) return { network: ipaddr.parseCIDR(part) };
  const bare = unbracketed(part).toLowerCase();
  if (isIP(bare) !== 0) return { network: [ipaddr.process(bare), isIP(bare) === 4 ? 32 : 128] };
  const [host = "", port = null] = bare.split(":", 2);
  return { host, port };
}

const inNetwork = (text: string, [base, bits]: [ipaddr.IPv4 | ipaddr.IPv6, number]): boolean => {
  const address = ipaddr.process(text);
  return address.kind() === base.kind() && address.match(base, bits);
};

const namesHost = (entry: { host: string; port: string | null }, url: URL): boolean => {
  const name = unbracketed(url.hostname).replace(/\.$/, "");
  const port = url.port || (url.protocol === "https:" ? "443" : "80");
  if (entry.port !== null && entry.port !== port) return false;
  return entry.host.startsWith("*.") ? name.endsWith(entry.host.slice(1)) : name === entry.host;
};

/**
 * What an installation allows beyond the public internet.
 * @param allow hosts (`*.` for all below, `:port` for one port), addresses, networks as CIDR, or `*` for everything
 */
export function allowList(allow: readonly string[]): { host(url: URL): boolean; address(text: string): boolean } {
  const entries = allow.map(entryOf);
  return {
    host: (url) => entries.some((entry) => "any" in entry || ("host" in entry && namesHost(entry, url))),
    address: (text) => entries.some((entry) => "any" in entry || ("network" in entry && inNetwork(text, entry.network))),
  };
}
