import { readFileSync, writeFileSync } from "node:fs";
import { join, resolve } from "node:path";

import { packForest, packSpeech } from "../src/model/packed.ts";
import { readCorpus } from "./corpus.ts";
import { fit } from "./fit.ts";
import { readInvented } from "./invented.ts";

const corpus = process.argv[2] ?? resolve(import.meta.dirname, "../../../../shared/corpus");
const { speech, first, second } = fit(readCorpus(corpus), readInvented());
const packed = { speech: packSpeech(speech), first: packForest(first), second: packForest(second) };
const target = join(import.meta.dirname, "../src/model/weights.ts");
writeFileSync(
  target,
  `import type { PackedModel } from "./packed.ts";

/** Written by training/fit-model.ts. */
export const WEIGHTS: PackedModel = ${JSON.stringify(packed, null, 2)};
`,
);
process.stdout.write(`${target}: ${readFileSync(target).length} bytes\n`);
