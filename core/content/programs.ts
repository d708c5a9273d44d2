// Files that run as programs: told by their name, by their first bytes, and by the names inside of archives (WA-12).
import { reason, type Reason } from '../contract/reason.ts';
import { withoutDirectionMarks } from '../kernel/direction-marks.ts';

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

/** Why a file is held back; null for one that may be opened. */
export async function programIn({ name, content }: FileAbout): Promise<Reason | null> {
  const file = withoutDirectionMarks(name).trim();
  if (isProgramName(file) || (content && beginsLikeProgram(content)))
    return reason('content.program', `${file} can run as a program.`, { file });
  const inside = content && (await namesIn(content)).find(isProgramName);
  return inside ? reason('content.archived', `${file} holds a program (${inside}).`, { file, inside }) : null;
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

const MOST_NAMES = 10_000;

/** Names inside of ZIP and TAR archives, without unpacking anything; none of what cannot be read. */
async function namesIn(content: Uint8Array): Promise<string[]> {
  const bytes = Buffer.from(content.buffer, content.byteOffset, content.byteLength);
  if (bytes.toString('latin1', 0, 2) === 'PK') return namesInZip(bytes);
  return bytes.toString('latin1', 257, 262) === 'ustar' ? namesInTar(bytes) : [];
}

async function namesInZip(bytes: Uint8Array): Promise<string[]> {
  const { unzipSync } = await import('fflate');
  const names: string[] = [];
  try {
    unzipSync(bytes, {
      filter({ name }) {
        if (names.length < MOST_NAMES) names.push(name.slice(0, 300));
        return false;
      },
    });
  } catch {
    // Spoilt, or none at all: nobody can open it either.
  }
  return names;
}

function namesInTar(bytes: Buffer): string[] {
  const names: string[] = [];
  for (let at = 0; at + 512 <= bytes.length && names.length < MOST_NAMES;) {
    const name = bytes.toString('utf8', at, at + 100).replace(/\0.*$/s, '');
    const size = Number.parseInt(bytes.toString('latin1', at + 124, at + 136), 8);
    if (name === '' || !(size >= 0)) break;
    names.push(name);
    at += 512 * (1 + Math.ceil(size / 512));
  }
  return names;
}
