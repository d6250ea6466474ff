/** 某某网 2024年1月9日 15:30: a moment, who publishes, and nothing else. */
const NAMED_MOMENT =
  /^[\s\u3000]*[\p{Script=Han}]{2,10}[\s\u3000|·]{1,4}(?:19|20)\d{2}[-/.年]\d{1,2}[-/.月]\d{1,2}日?(?:[\s\u3000]{0,3}\d{1,2}:\d{2}(?::\d{2})?)?[\s\u3000]*$/u;
/** 03-05 10:11 and what stands beside it. */
const SHORT_MOMENT = /^[\s\u3000]*\d{1,2}[-/月]\d{1,2}日?[\s\u3000]{1,3}\d{1,2}:\d{2}(?::\d{2})?(?:[\s\u3000|]|$)/;
/** 2024-02-05 17:20 某某日報／記者林某某／即時報導 */
const REPORTED_MOMENT =
  /^[\s\u3000]*(?:19|20)\d{2}[-/.年]\d{1,2}[-/.月]\d{1,2}日? {1,3}\d{1,2}:\d{2}(?::\d{2})?[\s\u3000|]{1,4}[^。，]{0,14}[记記]者[^。，！？]{2,24}$/;
const LONGEST = 80;

/** True for a line between headline and story that says when, and at most who publishes, wrote and reads it. */
export function isMoment(text: string): boolean {
  if (text.length > LONGEST) return false;
  return SHORT_MOMENT.test(text) || NAMED_MOMENT.test(text) || REPORTED_MOMENT.test(text);
}
