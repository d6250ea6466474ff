import type { Random } from "./random.ts";
import { GIVEN_NAMES, OFFICES, PLACES, SURNAMES } from "./vocabulary.ts";

/** A person's name of two or three characters. */
export function writeName(random: Random): string {
  return random.pick(SURNAMES) + random.pick(GIVEN_NAMES);
}

/** Fills the `{slots}` of a sentence or a headline. */
export function fillSlots(template: string, random: Random): string {
  return template.replaceAll(/\{(\w+)\}/g, (_, slot: string) => writeSlot(slot, random));
}

function writeSlot(slot: string, random: Random): string {
  switch (slot) {
    case "place":
      return random.pick(PLACES);
    case "name":
      return writeName(random);
    case "office":
      return random.pick(OFFICES);
    case "n":
      return String(random.between(12, 4800));
    case "small":
      return String(random.between(2, 19));
    case "age":
      return String(random.between(56, 83));
    case "percent":
      return `${random.between(2, 48)}.${random.between(1, 9)}`;
    case "month":
      return String(random.between(1, 12));
    default:
      throw new RangeError(`Expected a known slot, got {${slot}}`);
  }
}
