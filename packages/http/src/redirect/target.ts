import { RefusedError } from "../errors.ts";

/** The URL to ask, taken against `base`. Only http and https without a user name. @throws {RefusedError} */
export function readTarget(text: string, base?: URL): URL {
  const target = parse(text, base);
  if (target.protocol !== "http:" && target.protocol !== "https:")
    throw new RefusedError({ code: "E_SCHEME", what: "Only http and https are fetched", where: text.slice(0, 200) });
  if (target.username !== "" || target.password !== "")
    throw new RefusedError({ code: "E_URL", what: "A URL with a user name is not fetched", where: target.host });
  return target;
}

function parse(text: string, base: URL | undefined): URL {
  try {
    return new URL(text, base);
  } catch (cause) {
    throw new RefusedError({ code: "E_URL", what: "This is not a URL", where: text.slice(0, 200), cause });
  }
}

/** Headers for another origin: secrets are for the one that they were given for. */
export function withoutSecrets(headers: Readonly<Record<string, string>>): Record<string, string> {
  return Object.fromEntries(
    Object.entries(headers).filter(([name]) => !/^(?:authorization|cookie|proxy-authorization)$/i.test(name)),
  );
}
