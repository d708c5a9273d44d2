// What people, programs and other rooms do with records.
import type { Actor } from '../events/events.ts';
import type {
  Done,
  DeskRecord,
  Link,
  LinkKind,
  NewRecord,
  RecordChange,
  RecordChanges,
  RecordQuery,
  RecordType,
  RecordView,
  Taken,
  TypeKey,
} from './shapes.ts';

export interface RecordTypes {
  /** Those that administrators defined, in their order; archived ones only when asked for. */
  list(options?: { archived?: boolean }): Promise<RecordType[]>;
  get(key: TypeKey): Promise<RecordType | null>;
  /** Whether records of it can be made: the desk's own types, and defined ones that are not archived. */
  exists(key: TypeKey): Promise<boolean>;
  create(type: Pick<RecordType, 'singular' | 'plural' | 'icon' | 'nameLabel'>): Promise<RecordType>;
  change(key: TypeKey, changes: Partial<Pick<RecordType, 'singular' | 'plural' | 'icon' | 'nameLabel'>>): Promise<void>;
  /** Its records stay, but are shown nowhere until it is used again. */
  archive(key: TypeKey, archived: boolean): Promise<void>;
}

export interface Records {
  types: RecordTypes;
  /** Throws `invalid`, or `not_found` for a type there is none of. */
  create(record: NewRecord, actor: Actor): Promise<DeskRecord>;
  /** Also of a deleted one. */
  typeOf(id: number): Promise<TypeKey | null>;
  /** Null for deleted ones. */
  view(id: number): Promise<RecordView | null>;
  /** Leads on to the record it was merged into. */
  byPublicId(publicId: string): Promise<RecordView | null>;
  /** In this order; deleted ones are left out. */
  views(ids: number[]): Promise<RecordView[]>;
  change(id: number, changes: RecordChanges, actor: Actor): Promise<Done>;
  /** The same change of several records of one type; at most 500. */
  changeMany(ids: number[], changes: RecordChanges, actor: Actor): Promise<Done>;
  /** Out of every list; what they were linked with stays. */
  remove(ids: number[], actor: Actor): Promise<Done>;
  note(id: number, text: string, actor: Actor): Promise<Done>;
  /** All of the other joins the one that is kept. Gives the public id of the step for `unmerge`. */
  merge(keepId: number, otherId: number, actor: Actor, taken?: Taken): Promise<string>;
  unmerge(stepPublicId: string, actor: Actor): Promise<void>;
  /** Again with another label changes the label. */
  link(id: number, to: { kind: LinkKind; id: number }, label: string, actor: Actor): Promise<Done>;
  unlink(id: number, to: { kind: LinkKind; id: number }, actor: Actor): Promise<Done>;
  /** The company the contact is shown with; linked when it was not. */
  makeMain(companyId: number, contactId: number, actor: Actor): Promise<Done>;
  /** What a record is linked with, newest first, at most 400. */
  links(id: number): Promise<Link[]>;
  /** Records that a contact or ticket is linked with; a contact's main company first. */
  linksOf(kind: 'contact' | 'ticket', id: number): Promise<Link[]>;
  history(id: number, options?: { before?: number; limit?: number }): Promise<RecordChange[]>;
  /** `next` is null on the last page. */
  list(query: RecordQuery): Promise<{ rows: RecordView[]; next: string | null }>;
  /** Of all types, those whose name or domain begins with the words; newest first. */
  search(words: string, limit: number): Promise<RecordView[]>;
  /** Gives back what a step changed. Throws as every undo does. */
  undo(stepPublicId: string, actor: Actor): Promise<void>;
  /** Whether contacts are put to the company whose domain they write from. */
  linksByDomain(): Promise<boolean>;
  setLinksByDomain(on: boolean): Promise<void>;
  /** Gives deals their stage, amount and closing day, called as told; nothing twice. */
  prepareDeals(names: { stage: string; stages: string[]; amount: string; closing: string }): Promise<void>;
}
