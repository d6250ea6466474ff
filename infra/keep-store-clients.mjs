// In the image every kind of store works: what @caibian/publisher asks for as an optional peer becomes a dependency of
// the root, so that pruning leaves it. The versions are those that the tests run with.
import { readFileSync, writeFileSync } from "node:fs";

const root = JSON.parse(readFileSync("package.json", "utf8"));
const { peerDependencies } = JSON.parse(readFileSync("packages/publisher/package.json", "utf8"));
writeFileSync("package.json", JSON.stringify({ ...root, dependencies: { ...root.dependencies, ...peerDependencies } }));
