/** The package that an `import()` did not find, by Node's own error; null: the error is another. */
export function missingPackage(error: unknown): string | null {
  if (!(error instanceof Error && "code" in error && error.code === "ERR_MODULE_NOT_FOUND")) return null;
  return /Cannot find package '([^']+)'/.exec(error.message)?.[1] ?? null;
}
