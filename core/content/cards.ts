// Numbers of payment cards in words: found by issuer, length and check digit, masked but for the last four digits (WA-12).

/** A run of digits in groups, with what stands right before it: a telephone number or an IBAN is no card. */
const RUN = /(?:\+|[A-Z]{2}(?=\d{2}))?\d(?:[ -]?\d){11,40}/g;

/** Issuers and the lengths of their numbers. */
const ISSUERS: [beginning: RegExp, lengths: number[]][] = [
  [/^4/, [13, 16, 19]],
  [/^(5[1-5]|2(22[1-9]|2[3-9]|[3-6]|7[01]|720))/, [16]],
  [/^3[47]/, [15]],
  [/^(6011|65|64[4-9])/, [16, 19]],
  [/^3(0[0-5]|6|8|9)/, [14, 16]],
  [/^35(2[89]|[3-8])/, [16, 17, 18, 19]],
  [/^(5018|5020|5038|5893|6304|6759|676[1-3])/, [12, 13, 14, 15, 16, 17, 18, 19]],
  [/^62/, [16, 17, 18, 19]],
];

/** How a number is written when others stand around it. */
const GROUPINGS = [
  [4, 4, 4, 4],
  [4, 6, 5],
  [4, 6, 4],
];

/** The words with every card number masked, or the very same words. */
export function withoutCards(words: string): string {
  if (!/\d{4}/.test(words)) return words;
  return words.replace(RUN, (run, at: number) => {
    const [before, after] = [words[at - 1] ?? '', words[at + run.length] ?? ''];
    const isPartOfWord = /[\p{L}\d+]/u.test(before) || /[\p{L}\d]/u.test(after);
    return isPartOfWord || !/^\d/.test(run) ? run : maskedRun(run);
  });
}

function maskedRun(run: string): string {
  if (isCard(run.replace(/\D/g, ''))) return masked(run);
  const groups = run.split(/[ -]/);
  for (let from = 0; from < groups.length; from += 1) {
    const count = lengthOfCard(groups.slice(from));
    if (count === 0) continue;
    const start = groups.slice(0, from).reduce((sum, { length }) => sum + length + 1, 0);
    const card = run.slice(start, start + groups.slice(from, from + count).join(' ').length);
    return run.slice(0, start) + masked(card) + run.slice(start + card.length);
  }
  return run;
}

/** How many of the first groups are a card's; 0 for none. */
function lengthOfCard(groups: string[]): number {
  if (isCard(groups[0]!)) return 1;
  const grouping = GROUPINGS.find((sizes) => sizes.every((size, index) => groups[index]?.length === size));
  return grouping && isCard(groups.slice(0, grouping.length).join('')) ? grouping.length : 0;
}

function isCard(digits: string): boolean {
  return (
    ISSUERS.some(([begins, lengths]) => begins.test(digits) && lengths.includes(digits.length)) && isChecked(digits)
  );
}

/** Luhn's check digit (ISO/IEC 7812-1). */
function isChecked(digits: string): boolean {
  const sum = [...digits].reverse().reduce((total, digit, index) => {
    const value = Number(digit) * (index % 2 === 1 ? 2 : 1);
    return total + (value > 9 ? value - 9 : value);
  }, 0);
  return sum % 10 === 0;
}

function masked(card: string): string {
  let left = card.replace(/\D/g, '').length - 4;
  return card.replace(/\d/g, (digit) => ((left -= 1) >= 0 ? '•' : digit));
}
