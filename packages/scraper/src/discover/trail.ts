import { isTag, type AnyNode, type Element } from "domhandler";

const TRAIL_LENGTH = 4;
/** Classes that number or mark one of several equal items. */
const MARKS =
  /^(?:first|last|odd|even|current|cur|curr|on|active|selected|top|hover|clearfix|cf|fl|fr|left|right|new|hot|zd|no|nobg)?[\d_-]*$/i;

/** What a class attribute adds to a step; a page has few different ones. */
const stepNames = new Map<string, string>();
const MOST_NAMES = 5000;

/** Tags and classes that lead to an element, nearest first; digits in a class count as one another. */
export function trailOf(element: Element): string {
  const steps: string[] = [];
  for (let at: AnyNode | null = element; steps.length <= TRAIL_LENGTH && at !== null && isTag(at); at = at.parent)
    steps.push(stepOf(at));
  return steps.join("<");
}

function stepOf({ name, attribs }: Element): string {
  const classes = attribs["class"];
  if (classes === undefined || classes === "") return name;
  const known = stepNames.get(classes);
  if (known !== undefined) return name + known;
  const first = classes.split(/\s+/).find((token) => !MARKS.test(token)) ?? "";
  const step = first === "" ? "" : `.${first.replaceAll(/\d+/g, "0")}`;
  if (stepNames.size > MOST_NAMES) stepNames.clear();
  stepNames.set(classes, step);
  return name + step;
}
