// Imports: the list, one that is being set up column by column, one at work, and what became of it.
import type { FieldGroup } from './fields.ts';
import type { FormModel, PageTop, Section } from './forms.ts';
import type { PageHead } from './frame.ts';

/** View `imports/page`. */
export interface ImportPage extends PageHead, PageTop {
  progress?: ImportProgress;
  sections: Section[];
}

/** View `imports/progress`, element `#import-progress`: asks again by itself until it is done. */
export interface ImportProgress {
  /** Where it asks. */
  href: string;
  /** The page, for browsers without script. */
  page: string;
  words: string;
  done: number;
  /** Absent while nobody knows. */
  total?: number;
}

/** View `imports/mapping`. */
export interface MappingPage extends PageHead, PageTop {
  action: string;
  /** About the form as a whole. */
  error?: string;
  columns: MappedColumn[];
  groups: FieldGroup[];
  /** How the file is written, when it was guessed wrongly. */
  reading: FormModel;
}

export interface MappedColumn {
  name: string;
  heading: string;
  samples: string[];
  error?: string;
  groups: { label?: string; options: { value: string; label: string; current?: boolean }[] }[];
}
