const VARIABLE = /\$\{([A-Za-z_][A-Za-z0-9_]*)(?::-([^}]*))?\}/g;

type Path = readonly (string | number)[];

/** A copy of parsed YAML with `${NAME}` and `${NAME:-fallback}` filled from the environment, in values only. */
export function fillVariables(
  value: unknown,
  env: Readonly<Record<string, string | undefined>>,
  onUnset: (name: string, path: Path) => void,
  path: Path = [],
): unknown {
  if (typeof value === "string") {
    return value.replace(VARIABLE, (whole, name: string, fallback: string | undefined) => {
      const filled = env[name] ?? fallback;
      if (filled === undefined) onUnset(name, path);
      return filled ?? whole;
    });
  }
  if (Array.isArray(value)) return value.map((item, index) => fillVariables(item, env, onUnset, [...path, index]));
  if (typeof value === "object" && value !== null) {
    return Object.fromEntries(
      Object.entries(value).map(([key, item]) => [key, fillVariables(item, env, onUnset, [...path, key])]),
    );
  }
  return value;
}
