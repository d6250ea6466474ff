/** One link among others: what speaks for it, and what it has in common with them. */
export interface Member {
  readonly weight: number;
  /** Tags and classes that lead to it. */
  readonly trail: string;
  /** How its URL is spelt. */
  readonly spelling: string;
}

/** How much a link's companies count beside its own weight. */
const COMPANY = 0.9;
/** A company of few says little: its mean is drawn to nothing by as many links as this. */
const DRAW = 1;
/** Of links alike in both, the heavier half speaks: a list has short titles among long ones, a menu only short ones. */
const UPPER = 0.5;

/**
 * Each link's weight with that of the company it keeps: links at the same place of the markup, and links whose URLs
 * are spelt alike. One-character titles and pictures without words are told by their neighbours.
 */
export function weighInCompany(members: readonly Member[]): readonly number[] {
  const byTrail = weightsBy(members, ({ trail }) => trail, 1);
  const bySpelling = weightsBy(members, ({ spelling }) => spelling, 1);
  const byBoth = weightsBy(members, ({ trail, spelling }) => `${trail} ${spelling}`, UPPER);
  return members.map(({ weight, trail, spelling }) => {
    const both = byBoth.get(`${trail} ${spelling}`) ?? 0;
    const sides = ((byTrail.get(trail) ?? 0) + (bySpelling.get(spelling) ?? 0)) / 2;
    return weight + COMPANY * (both + sides);
  });
}

/** So many, and such a part, of links alike in place and spelling carry the rest. */
const ALIKE: Carriers = { least: 2, share: 0.3 };
/** In place alone it takes nearly all: the odd one out of a list has an address of another kind. */
const TOGETHER: Carriers = { least: 5, share: 0.7 };

interface Carriers {
  readonly least: number;
  readonly share: number;
}

/** Links that are articles since enough of those alike in place, or in place and spelling, are. One flag per link. */
export function areCarried(members: readonly Member[], areArticles: readonly boolean[]): readonly boolean[] {
  const alike = carriedBy(members, areArticles, ({ trail, spelling }) => `${trail} ${spelling}`, ALIKE);
  const together = carriedBy(members, areArticles, ({ trail }) => trail, TOGETHER);
  return members.map((_, n) => alike[n] === true || together[n] === true);
}

function carriedBy(
  members: readonly Member[],
  areArticles: readonly boolean[],
  keyOf: (member: Member) => string,
  { least, share }: Carriers,
): readonly boolean[] {
  const keys = members.map(keyOf);
  const companies = new Map<string, { size: number; articles: number }>();
  for (const [n, key] of keys.entries()) {
    const company = companies.get(key) ?? { size: 0, articles: 0 };
    company.size++;
    if (areArticles[n] === true) company.articles++;
    companies.set(key, company);
  }
  return keys.map((key) => {
    const { size, articles } = companies.get(key) ?? { size: 1, articles: 0 };
    return articles >= least && articles / size >= share;
  });
}

/** Mean weight of each company's heavier part. */
function weightsBy(
  members: readonly Member[],
  keyOf: (member: Member) => string,
  part: number,
): ReadonlyMap<string, number> {
  const companies = new Map<string, number[]>();
  for (const member of members) {
    const key = keyOf(member);
    const company = companies.get(key);
    if (company === undefined) companies.set(key, [member.weight]);
    else company.push(member.weight);
  }
  const weights = new Map<string, number>();
  for (const [key, company] of companies) {
    const heavier = company.sort((a, b) => b - a).slice(0, Math.ceil(company.length * part));
    weights.set(key, heavier.reduce((sum, weight) => sum + weight, 0) / (heavier.length + DRAW));
  }
  return weights;
}
