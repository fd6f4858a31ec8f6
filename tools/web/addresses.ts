// Which addresses and names are public. Everything that is not plainly so is refused: an address has to be global unicast,
// and what wraps an IPv4 address is judged by what it wraps or not trusted at all.
import ipaddr from "ipaddr.js";

/** Why nothing may be fetched from this address, null where it is public. Takes what a resolver answers. */
export const whyNotPublicAddress = (address: string): string | null => {
  if (!ipaddr.isValid(address)) return "no IP address";
  const parsed = ipaddr.parse(address);
  return parsed instanceof ipaddr.IPv4 ? whyNotPublicV4(parsed) : whyNotPublicV6(parsed);
};

/** Why a name is none of the public Internet's, whatever a resolver says. `name`: lower case, ASCII, no dot at the end. */
export const whyNotPublicName = (name: string): string | null => {
  if (name.length > 253 || !/^[a-z0-9_-]{1,63}(?:\.[a-z0-9_-]{1,63})*$/u.test(name))
    return "it names no host";
  const labels = name.split(".");
  const last = labels.at(-1) ?? "";
  if (labels.length === 1) return "a name without a dot belongs to a private network";
  if (privateEndings.has(last) || privateEndings.has(labels.slice(-2).join(".")))
    return `names under .${last} are not public`;
  return null;
};

/** RFC 6761, 6762, 7686, 8375, 9476, and `internal`, which ICANN keeps for private use. */
const privateEndings = new Set(
  "localhost local localdomain internal intranet private corp home lan home.arpa onion alt test invalid".split(
    " ",
  ),
);

/** Cloud services of the machine itself on addresses that look public. */
const platformAddresses = new Set(["168.63.129.16"]);

const rangeNames: Readonly<Record<string, string>> = {
  unspecified: "an unspecified address",
  broadcast: "a broadcast address",
  multicast: "a multicast address",
  linkLocal: "a link-local address, where clouds keep their metadata",
  loopback: "a loopback address",
  carrierGradeNat: "a shared address behind a carrier's NAT",
  private: "a private address",
  uniqueLocal: "a private address",
};

const whyNotPublicV4 = (address: ipaddr.IPv4): string | null => {
  if (platformAddresses.has(address.toString())) return "a cloud platform's own address";
  const range: string = address.range();
  return range === "unicast" ? null : (rangeNames[range] ?? "a reserved address");
};

const whyNotPublicV6 = (address: ipaddr.IPv6): string | null => {
  if (address.zoneId !== undefined) return "an address of one network interface";
  const range: string = address.range();
  // Mapped, and NAT64's well-known prefix, which resolvers of IPv6-only networks answer with.
  if (range === "ipv4Mapped" || wellKnownNat64(address)) return whyNotPublicV4(lastFourBytes(address));
  if (range !== "unicast") return rangeNames[range] ?? "a reserved or wrapped address";
  const [first = 0] = address.parts;
  if (first >> 13 !== 1) return "no global unicast address";
  const [, , , , flags = 0, marker] = address.parts;
  if ((flags & ~0x200) === 0 && marker === 0x5efe) return "an IPv4 address in a tunnel";
  return null;
};

const wellKnownNat64 = ({ parts }: ipaddr.IPv6): boolean =>
  [0x64, 0xff9b, 0, 0, 0, 0].every((part, at) => parts[at] === part);

const lastFourBytes = (address: ipaddr.IPv6): ipaddr.IPv4 => new ipaddr.IPv4(address.toByteArray().slice(-4));
