import { expect, test } from "vitest";

import { toTlsError } from "./failure.ts";

const failed = (code: string): Error => Object.assign(new Error("handshake"), { code });

test.each([
  ["ERR_SSL_UNSAFE_LEGACY_RENEGOTIATION_DISABLED", "legacyRenegotiation: true"],
  ["ERR_SSL_UNSUPPORTED_PROTOCOL", "minVersion: TLSv1"],
  ["ERR_SSL_TLSV1_ALERT_PROTOCOL_VERSION", "minVersion: TLSv1"],
  ["ERR_SSL_DH_KEY_TOO_SMALL", "weakKeys: true"],
  ["ERR_SSL_EE_KEY_TOO_SMALL", "weakKeys: true"],
  ["CERT_HAS_EXPIRED", "certificate:"],
  ["UNABLE_TO_VERIFY_LEAF_SIGNATURE", "certificate:"],
  ["ERR_TLS_CERT_ALTNAME_INVALID", "certificate:"],
])("%s is forgiven by %s", (code, key) => {
  const error = toTlsError(failed(code), "https://old.test/a");

  expect(error).toMatchObject({
    code: "E_TLS",
    kind: "unreachable",
    next: expect.stringContaining(`"old.test": { ${key}`),
  });
});

test("nothing forgives a server that speaks no TLS", () => {
  expect(toTlsError(failed("ERR_SSL_WRONG_VERSION_NUMBER"), "https://old.test/")).toMatchObject({ next: null });
});

test("other trouble is no TLS trouble", () => {
  expect(toTlsError(failed("ECONNRESET"), "https://old.test/")).toBeNull();
});
