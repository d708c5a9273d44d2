// Skills of people, and rules that say which of them a conversation needs (TK-3).

export interface Skill {
  id: number;
  name: string;
  /** Who has it. */
  userIds: number[];
}

/** What a condition looks at. */
export const CONDITIONS = ['channel', 'account', 'inbox', 'language', 'words', 'address', 'tag', 'property'] as const;

/** Holds when one of the values does. Of a property a value is `name=value`. */
export interface SkillCondition {
  of: (typeof CONDITIONS)[number];
  values: string[];
}

export interface SkillRule {
  id: number;
  name: string;
  match: 'all' | 'any';
  /** At least one. */
  conditions: SkillCondition[];
  skillIds: number[];
  active: boolean;
}

export type NewSkillRule = Omit<SkillRule, 'id'>;

/** What rules look at. */
export interface SkillFacts {
  channel: string;
  account: string;
  inbox: string;
  /** BCP 47; empty when nobody knows. */
  language: string;
  /** Subject and what was written. */
  words: string;
  /** Of those who wrote. */
  addresses: string[];
  tags: string[];
  /** Of the contact. */
  properties: Record<string, string>;
}

export interface Skills {
  /** Whether there is any skill: every page of a conversation asks. */
  any(): Promise<boolean>;
  /** By name. */
  list(): Promise<Skill[]>;
  get(id: number): Promise<Skill | null>;
  /** Throws `invalid` when the name is empty, too long or taken. */
  create(skill: { name: string; userIds: number[] }): Promise<Skill>;
  change(id: number, skill: { name: string; userIds: number[] }): Promise<void>;
  /** Conversations do not need it any more, and rules do not ask for it. */
  remove(id: number): Promise<void>;
  /** In order. */
  rules(): Promise<SkillRule[]>;
  createRule(rule: NewSkillRule): Promise<number>;
  changeRule(id: number, rule: NewSkillRule): Promise<void>;
  removeRule(id: number): Promise<void>;
  /** By name. */
  neededBy(conversationId: number): Promise<{ id: number; name: string }[]>;
  /** What the rules say, unless somebody has said it. Only inside `write`. */
  decide(conversationId: number): Promise<void>;
  /** Somebody says it; said in the thread. */
  setNeeded(conversationId: number, skillIds: number[], actor: string): Promise<void>;
}
