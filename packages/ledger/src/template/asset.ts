import { fileURLToPath } from "node:url";

/** Where the build leaves the initialised folder; `src` and `dist` both lie beside `assets`. */
export const TEMPLATE_FILE: string = fileURLToPath(new URL("../../assets/ledger-folder.gz", import.meta.url));
