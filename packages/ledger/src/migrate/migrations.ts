import { FIRST } from "./0001-first.ts";
import { SITE_MEMORY } from "./0002-site-memory.ts";
import { REPRINTS } from "./0003-reprints.ts";
import { HOSTS } from "./0004-hosts.ts";
import { SOURCE_HEALTH } from "./0005-source-health.ts";
import { DELIVERY } from "./0006-delivery.ts";
import { KEEPING } from "./0007-keeping.ts";
import { SCHEDULE } from "./0008-schedule.ts";
import { RETENTION } from "./0009-retention.ts";
import { LETTER_CLAIMS } from "./0010-letter-claims.ts";
import { SELECTION } from "./0011-selection.ts";
import { STORE_HEALTH } from "./0012-store-health.ts";

/** One step of the tables. Steps are never edited once released; the next one is added. */
export interface Migration {
  readonly version: number;
  readonly name: string;
  readonly sql: string;
}

/** Every step, in order. */
export const MIGRATIONS: readonly Migration[] = [
  { version: 1, name: "first", sql: FIRST },
  { version: 2, name: "site-memory", sql: SITE_MEMORY },
  { version: 3, name: "reprints", sql: REPRINTS },
  { version: 4, name: "hosts", sql: HOSTS },
  { version: 5, name: "source-health", sql: SOURCE_HEALTH },
  { version: 6, name: "delivery", sql: DELIVERY },
  { version: 7, name: "keeping", sql: KEEPING },
  { version: 8, name: "schedule", sql: SCHEDULE },
  { version: 9, name: "retention", sql: RETENTION },
  { version: 10, name: "letter-claims", sql: LETTER_CLAIMS },
  { version: 11, name: "selection", sql: SELECTION },
  { version: 12, name: "store-health", sql: STORE_HEALTH },
];

/** The version that this code reads and writes. */
export const SCHEMA_VERSION: number = Math.max(...MIGRATIONS.map(({ version }) => version));
