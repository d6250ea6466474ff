import { CaibianError, EXIT, type Config, type Store } from "@caibian/schema";

/** The Store of that id. Throws a usage error that names those of the config. */
export function knownStore(id: string, { stores }: Config): Store {
  const store = stores.find((one) => one.id === id);
  if (store !== undefined) return store;
  throw new CaibianError({
    code: "E_USAGE",
    what: "No such store",
    where: id,
    why: stores.length === 0 ? "the config has none" : `the config has ${stores.map((one) => one.id).join(", ")}`,
    next: "Name one of those.",
    exitCode: EXIT.usage,
  });
}
