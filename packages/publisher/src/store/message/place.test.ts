import { expect, test } from "vitest";

import { placeOf, withoutSecrets } from "./place.ts";

const url = "https://me:p%40ss@hooks.example.org:8443/services/T0/B1?token=s3cret";

test("says scheme and host, and nothing that may be a secret", () => {
  expect(placeOf(url)).toBe("https://hooks.example.org:8443");
  expect(placeOf("nonsense s3cret")).not.toContain("s3cret");
});

test("takes the secrets of a URL out of others' messages", () => {
  const clean = withoutSecrets(`POST ${url} failed: password p@ss (p%40ss), query ?token=s3cret`, url);

  expect(clean).toContain("POST https://hooks.example.org:8443 failed");
  for (const secret of ["p@ss", "p%40ss", "s3cret", "services"]) expect(clean).not.toContain(secret);
});
