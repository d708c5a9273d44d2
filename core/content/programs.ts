// Files that run as programs: told by their name, by their first bytes, and by the names inside of archives (WA-12).
import { reason, type Reason } from '../contract/reason.ts';
import { withoutDirectionMarks } from '../kernel/direction-marks.ts';
import { visitNames } from './archives.ts';

const ENDINGS = new Set(
  `exe com scr pif bat cmd msi msp msix appx vbs vbe js js jse wsf wsh hta ps1 psm1 cpl dll sys lnk scf reg inf jar jnlp apk
  xapk ipa app dmg pkg command workflow deb rpm appimage run sh bash csh ksh elf bin gadget iso img vhd chm url iqy`.split(
    /\s+/,
  ),
);

/** Of programs of Windows, Linux and macOS, links of Windows, scripts. */
const BEGINNINGS = ['7f454c46', 'feedface', 'feedfacf', 'cefaedfe', 'cffaedfe', '4c00000001140200', '2321'];
/** `#!AMR`: what telephones record begins as a script does. */
const SOUND = '2321414d52';
const LEAST = 64;

export interface FileAbout {
  name: string;
  /** Absent while it has not been fetched. */
  content?: Uint8Array;
}

/** Names that are looked at in one archive; a ZIP says each twice. */
const MOST_NAMES = 200_000;
/** Embedded objects and settings of printers in office documents; their macros are programs. */
const OF_DOCUMENTS = /^(?:word|xl|ppt)\/(?:\w+\/)*(?!vbaProject)\w+\.bin$/i;
/** Characters of a name that a reason says. */
const SHOWN = 300;

/** Why a file is held back; null for one that may be opened. */
export async function programIn({ name, content }: FileAbout): Promise<Reason | null> {
  const whole = withoutDirectionMarks(name).trim();
  const file = whole.slice(0, SHOWN);
  if (isProgramName(whole) || (content && beginsLikeProgram(content)))
    return reason('content.program', `${file} can run as a program.`, { file });
  return content ? programInside(file, content) : null;
}

async function programInside(file: string, content: Uint8Array): Promise<Reason | null> {
  let left = MOST_NAMES;
  let found: string | undefined;
  const isWhole = await visitNames(content, (name) => {
    if (isProgramName(name) && !OF_DOCUMENTS.test(name)) found = name.slice(-SHOWN);
    else left -= 1;
    return found === undefined && left > 0;
  });
  if (found) return reason('content.archived', `${file} holds a program (${found}).`, { file, inside: found });
  if (isWhole) return null;
  return reason('content.too_many', `${file} holds too many files to be looked through.`, { file });
}

function isProgramName(name: string): boolean {
  const ending = /\.([a-z0-9]+)[\s.]*$/i.exec(withoutDirectionMarks(name))?.[1];
  return ending !== undefined && ENDINGS.has(ending.toLowerCase());
}

function beginsLikeProgram(content: Uint8Array): boolean {
  if (content.byteLength < LEAST) return false;
  const head = Buffer.from(content.buffer, content.byteOffset, 8).toString('hex');
  // A table may begin with the letters MZ as well, but has no zero bytes.
  if (head.startsWith('4d5a')) return content.subarray(0, LEAST).includes(0);
  if (head.startsWith(SOUND)) return false;
  return BEGINNINGS.some((beginning) => head.startsWith(beginning));
}
