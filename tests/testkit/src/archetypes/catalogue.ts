import type { Archetype } from "./archetype.ts";
import { HANWEB, TRS, UCAP, VSB } from "./government.ts";
import { AGENCY, EMPIRE, FOUNDER, PEOPLE, PLATFORM, VIDEO } from "./media.ts";
import { BRIEF, DEDE, MIRROR, TABLE } from "./small-sites.ts";

/** Every kind of article page that the fixture site can show. */
export const ARCHETYPES: readonly Archetype[] = [
  TRS,
  UCAP,
  HANWEB,
  VSB,
  FOUNDER,
  PEOPLE,
  AGENCY,
  EMPIRE,
  VIDEO,
  PLATFORM,
  MIRROR,
  DEDE,
  BRIEF,
  TABLE,
];
