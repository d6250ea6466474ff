import { UnreachableError } from "../errors.ts";

const TLS = /^(?:ERR_TLS|ERR_SSL|CERT_|DEPTH_ZERO|SELF_SIGNED|UNABLE_TO_|EPROTO|HOSTNAME_MISMATCH|ERR_OSSL)/;

/** Which key forgives which trouble, tried in order. */
const EXCEPTIONS: readonly (readonly [RegExp, string])[] = [
  [/UNSAFE_LEGACY_RENEGOTIATION/, "legacyRenegotiation: true"],
  [/UNSUPPORTED_PROTOCOL|ALERT_PROTOCOL_VERSION|NO_PROTOCOLS_AVAILABLE/, "minVersion: TLSv1"],
  [/KEY_TOO_SMALL|MD_TOO_WEAK|WRONG_SIGNATURE_TYPE|LEGACY_SIGALG|DH_KEY_TOO_SMALL|BAD_ECPOINT/, "weakKeys: true"],
  [/^CERT_|^DEPTH_ZERO|^SELF_SIGNED|^UNABLE_TO_|ALTNAME|HOSTNAME_MISMATCH/, "certificate: its SHA-256 fingerprint"],
];

/** A failed handshake as our error, with the exception that would forgive it; null when it was no TLS trouble. */
export function toTlsError(error: unknown, url: string): UnreachableError | null {
  const code = error instanceof Error && "code" in error ? String(error.code) : "";
  if (!TLS.test(code)) return null;
  const { hostname } = new URL(url);
  const key = EXCEPTIONS.find(([pattern]) => pattern.test(code))?.[1];
  return new UnreachableError({
    code: "E_TLS",
    what: "The TLS handshake failed",
    where: url,
    why: code,
    ...(key !== undefined && {
      next: `If you trust this host all the same, write network.tls: { "${hostname}": { ${key} } }.`,
    }),
    cause: error,
  });
}
