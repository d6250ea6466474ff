import { generateKeyPairSync, randomBytes, sign, X509Certificate } from "node:crypto";

import { der, oid, sequence, utcTime, utf8 } from "./der.ts";

/** A self-signed certificate and its key, as PEM. */
export interface TestCertificate {
  readonly key: string;
  readonly cert: string;
  /** SHA-256, hex with colons. */
  readonly fingerprint: string;
}

/** What kind of certificate. */
export interface CertificateOptions {
  /** Host name that it is for. */
  readonly host: string;
  /** Default: tomorrow. */
  readonly notAfter?: Date;
  /** Bits of the RSA key. Default 2048. */
  readonly bits?: number;
}

const DAY_MS = 86_400_000;
const SHA256_WITH_RSA = sequence(oid("1.2.840.113549.1.1.11"), der(0x05));
const COMMON_NAME = "2.5.4.3";
const SUBJECT_ALT_NAME = "2.5.29.17";

/** Makes one: tests of TLS need certificates that nobody would issue, expired ones above all. */
export function makeCertificate({ host, notAfter, bits = 2048 }: CertificateOptions): TestCertificate {
  const { publicKey, privateKey } = generateKeyPairSync("rsa", { modulusLength: bits });
  const end = notAfter ?? new Date(Date.now() + DAY_MS);
  const name = sequence(der(0x31, sequence(oid(COMMON_NAME), utf8(host))));
  const altNames = sequence(der(0x82, Buffer.from(host)));
  const body = sequence(
    der(0xa0, der(0x02, Buffer.from([2]))),
    der(0x02, Buffer.concat([Buffer.from([1]), randomBytes(8)])),
    SHA256_WITH_RSA,
    name,
    sequence(utcTime(new Date(end.getTime() - 365 * DAY_MS)), utcTime(end)),
    name,
    publicKey.export({ type: "spki", format: "der" }),
    der(0xa3, sequence(sequence(oid(SUBJECT_ALT_NAME), der(0x04, altNames)))),
  );
  const signature = der(0x03, Buffer.from([0]), sign("sha256", body, privateKey));
  const certificate = new X509Certificate(sequence(body, SHA256_WITH_RSA, signature));
  return {
    key: privateKey.export({ type: "pkcs8", format: "pem" }).toString(),
    cert: certificate.toString(),
    fingerprint: certificate.fingerprint256,
  };
}
