import { unpackModel } from "./packed.ts";
import type { LineModel } from "./revise.ts";
import { WEIGHTS } from "./weights.ts";

/** The model that the parser comes with. */
export const SHIPPED_MODEL: LineModel = unpackModel(WEIGHTS);
