import { z } from "zod";

/**
 * What one host is forgiven in TLS. Each exception is named and holds for that host alone: old government
 * servers need them, and none of them may weaken the others.
 */
export interface TlsException {
  /**
   * SHA-256 fingerprint of the one certificate that is taken though it is expired, self-signed or another
   * name's: 64 hex digits, colons allowed, `sha256:` before them allowed. Any other certificate is refused.
   */
  readonly certificate?: string | undefined;
  /** Allows servers that cannot renegotiate safely (RFC 5746), which OpenSSL 3 refuses. Default false. */
  readonly legacyRenegotiation?: boolean | undefined;
  /** Lowest protocol version. Default TLSv1.2. */
  readonly minVersion?: "TLSv1" | "TLSv1.1" | undefined;
  /** Allows short keys and SHA-1 signatures, which OpenSSL refuses at its default level. Default false. */
  readonly weakKeys?: boolean | undefined;
}

/** `network.tls`: exact host name → its exceptions. */
export const tlsExceptionsSchema: z.ZodType<Readonly<Record<string, TlsException>>> = z.record(
  z
    .string()
    .regex(/^(?:[a-z0-9_-]{1,63}\.)*[a-z0-9_-]{1,63}$|^\[[0-9a-f:.]+\]$/, "a host name in lower case, without a port"),
  z.strictObject({
    certificate: z
      .string()
      .regex(/^(?:sha256:)?[0-9a-f]{2}(?::?[0-9a-f]{2}){31}$/i, "a SHA-256 fingerprint: 64 hex digits")
      .optional(),
    legacyRenegotiation: z.boolean().optional(),
    minVersion: z.enum(["TLSv1", "TLSv1.1"]).optional(),
    weakKeys: z.boolean().optional(),
  }),
);
