// Whether a rule about skills holds. Pure.
import type { SkillCondition, SkillFacts, SkillRule } from './skill-shapes.ts';

/** The skills asked for by the rules that hold, each once. */
export function skillsNeeded(rules: SkillRule[], facts: SkillFacts): number[] {
  const holding = rules.filter((rule) => rule.active && holds(rule, facts));
  return [...new Set(holding.flatMap(({ skillIds }) => skillIds))];
}

function holds({ match, conditions }: SkillRule, facts: SkillFacts): boolean {
  if (conditions.length === 0) return false;
  const isSo = (condition: SkillCondition) => condition.values.some((value) => matches(condition.of, value, facts));
  return match === 'all' ? conditions.every(isSo) : conditions.some(isSo);
}

function matches(of: SkillCondition['of'], wanted: string, facts: SkillFacts): boolean {
  const value = wanted.toLowerCase();
  switch (of) {
    case 'language':
      return begins(facts.language.toLowerCase(), value);
    case 'words':
      return facts.words.toLowerCase().includes(value);
    case 'address':
      return facts.addresses.some((address) => fits(address.toLowerCase(), value));
    case 'tag':
      return facts.tags.some((tag) => tag.toLowerCase() === value);
    case 'property':
      return hasProperty(facts.properties, wanted);
    case 'channel':
    case 'account':
    case 'inbox':
      return facts[of] === wanted;
  }
}

/** `fr` covers `fr-CA`. */
function begins(spoken: string, wanted: string): boolean {
  return spoken === wanted || spoken.startsWith(`${wanted}-`);
}

/** `*` stands for anything; walked by hand, so that no pattern takes long. */
function fits(address: string, pattern: string): boolean {
  const [first = '', ...rest] = pattern.split('*');
  if (rest.length === 0) return address === first;
  if (!address.startsWith(first)) return false;
  let at = first.length;
  const last = rest.pop()!;
  for (const piece of rest) {
    const found = address.indexOf(piece, at);
    if (found === -1) return false;
    at = found + piece.length;
  }
  return address.length - last.length >= at && address.endsWith(last);
}

function hasProperty(properties: Record<string, string>, wanted: string): boolean {
  const [name, ...value] = wanted.split('=');
  const found = Object.entries(properties).find(([key]) => key.toLowerCase() === name!.trim().toLowerCase());
  return found !== undefined && found[1].toLowerCase() === value.join('=').trim().toLowerCase();
}
