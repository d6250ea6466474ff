// Fails when a room imports a room of its own rank or above, reaches inside another package,
// or imports a package that its package.json does not list; and when a package.json lists what nothing imports.
import { existsSync, readdirSync, readFileSync } from "node:fs";
import { isBuiltin } from "node:module";
import { join } from "node:path";

const RANKS: readonly (readonly string[])[] = [
  ["schema"],
  ["page", "http", "queue"],
  ["scraper", "parser", "publisher", "ledger"],
  ["pipeline"],
  ["console"],
  ["cli"],
];
const MAY_NOT: Readonly<Record<string, readonly string[]>> = { parser: ["http", "queue"] };
/** Found by another package at run time: @bull-board/api reads the pages of its board from it. */
const FOUND_BY_OTHERS: ReadonlySet<string> = new Set(["@bull-board/ui"]);
const IMPORT = /(?:^import\s+|\bfrom\s+|\bimport\s*\(\s*)"([^"]+)"/gm;

interface Manifest {
  readonly exports?: Readonly<Record<string, unknown>>;
  readonly dependencies?: Readonly<Record<string, string>>;
  readonly devDependencies?: Readonly<Record<string, string>>;
  readonly peerDependencies?: Readonly<Record<string, string>>;
}

const rankOf = (room: string): number => RANKS.findIndex((rooms) => rooms.includes(room));
const manifestOf = (room: string): Manifest =>
  JSON.parse(readFileSync(`packages/${room}/package.json`, "utf8")) as Manifest;
const problems: string[] = [];
let files = 0;

for (const room of readdirSync("packages")) {
  if (rankOf(room) < 0) problems.push(`packages/${room}: has no rank in scripts/check-directions.ts`);
  const manifest = manifestOf(room);
  for (const entry of readdirSync(join("packages", room, "src"), { recursive: true, withFileTypes: true })) {
    if (!entry.isFile() || !entry.name.endsWith(".ts")) continue;
    const file = join(entry.parentPath, entry.name);
    files++;
    for (const [, specifier = ""] of readFileSync(file, "utf8").matchAll(IMPORT))
      check(room, manifest, file, specifier);
  }
}

for (const folder of [...readdirSync("packages").map((room) => `packages/${room}`), "tests", "tests/testkit"])
  problems.push(...unusedOf(folder));

/** What a package.json lists and none of its files names; types go with their package. */
function unusedOf(folder: string): readonly string[] {
  const manifest = JSON.parse(readFileSync(`${folder}/package.json`, "utf8")) as Manifest;
  const listed = Object.keys({ ...manifest.dependencies, ...manifest.devDependencies, ...manifest.peerDependencies });
  const text = textsOf(folder).join("\n");
  return listed
    .filter(
      (name) => !FOUND_BY_OTHERS.has(name) && !new RegExp(`["'\`]${name.replace(/^@types\//, "")}["'\`/]`).test(text),
    )
    .map((name) => `${folder}/package.json: lists ${name}, which nothing there imports`);
}

function textsOf(folder: string): readonly string[] {
  return readdirSync(folder, { withFileTypes: true }).flatMap((entry) => {
    const path = join(entry.parentPath, entry.name);
    if (entry.isFile()) return /\.(?:[cm]?[jt]s)$/.test(entry.name) ? [readFileSync(path, "utf8")] : [];
    const isOwn = entry.isDirectory() && !["node_modules", "dist"].includes(entry.name);
    return isOwn && !existsSync(join(path, "package.json")) ? textsOf(path) : [];
  });
}

function check(room: string, manifest: Manifest, file: string, specifier: string): void {
  if (specifier.startsWith(".") || isBuiltin(specifier)) return;
  const [name = "", sub] = splitSpecifier(specifier);
  // A testkit serves tests only: the build leaves it out.
  const isTest = /\.test[.-]/.test(file) || file.includes("/testkit/");
  const listed = {
    ...manifest.dependencies,
    ...manifest.peerDependencies,
    ...(isTest ? manifest.devDependencies : {}),
  };
  const shared = isTest && ["vitest", "fast-check"].includes(name);
  if (!(name in listed) && !shared && !(name in (manifest.devDependencies ?? {}) && isTypeOnly(file, specifier)))
    problems.push(`${file}: imports ${name}, which packages/${room}/package.json does not list`);
  if (!name.startsWith("@caibian/")) return;
  const target = name.slice("@caibian/".length);
  if (rankOf(target) >= rankOf(room)) problems.push(`${file}: ${room} may not import ${target} (same rank or above)`);
  if (MAY_NOT[room]?.includes(target)) problems.push(`${file}: ${room} may not import ${target}`);
  if (sub !== undefined && !(`./${sub}` in (manifestOf(target).exports ?? {})))
    problems.push(`${file}: reaches inside ${name} (${sub})`);
}

function splitSpecifier(specifier: string): [string, string | undefined] {
  const parts = specifier.split("/");
  const length = specifier.startsWith("@") ? 2 : 1;
  const sub = parts.slice(length).join("/");
  return [parts.slice(0, length).join("/"), sub === "" ? undefined : sub];
}

function isTypeOnly(file: string, specifier: string): boolean {
  return readFileSync(file, "utf8").includes(`} from "${specifier}"`) && /import type/.test(readFileSync(file, "utf8"));
}

if (files === 0) problems.push("no source file was read: the check itself is broken");
for (const problem of problems) console.error(problem);
console.log(`directions: ${files} files, ${problems.length} problems`);
process.exitCode = problems.length > 0 ? 1 : 0;
