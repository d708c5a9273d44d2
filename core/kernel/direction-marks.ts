// Marks that turn the direction of writing around, and with it what stands beside them in a line.

const MARKS = /[\u202a-\u202e\u2066-\u2069]/g;

/** For what shares a line with other words: names, subjects, snippets. Scripts from right to left read well without. */
export function withoutDirectionMarks(text: string): string {
  return text.replace(MARKS, '');
}
