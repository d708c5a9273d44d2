// What the doctor sees of the machine: the data folder, room on its disk, who can read the key.
import { accessSync, constants, existsSync, statfsSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { reason } from '../contract/reason.ts';
import type { Finding, Patient } from './shapes.ts';

const GIGABYTE = 1024 ** 3;

export function machineFindings({ dataFolder: folder }: Pick<Patient, 'dataFolder'>): Finding[] {
  if (!existsSync(folder))
    return [
      {
        state: 'warn',
        what: reason('doctor.no_folder', `There is no data folder yet at ${folder}`, { folder }),
        mend: reason('doctor.no_folder.mend', 'It is made at the first start.'),
      },
    ];
  return [folderFinding(folder), ...openFindings(folder), diskFinding(folder), ...keyFindings(folder)];
}

function folderFinding(folder: string): Finding {
  try {
    accessSync(folder, constants.W_OK);
    return { state: 'good', what: reason('doctor.folder', `The data folder ${folder} can be written`, { folder }) };
  } catch {
    return {
      state: 'bad',
      what: reason('doctor.folder_closed', `The data folder ${folder} cannot be written`, { folder }),
      mend: reason('doctor.folder_closed.mend', 'Give it to the user that runs Hubdesk.'),
    };
  }
}

function openFindings(folder: string): Finding[] {
  if ((statSync(folder).mode & 0o007) === 0) return [];
  return [
    {
      state: 'warn',
      what: reason('doctor.folder_open', 'The data folder is open to others'),
      mend: reason('doctor.folder_open.mend', `Run: chmod 700 ${folder}`, { folder }),
    },
  ];
}

function diskFinding(folder: string): Finding {
  const disk = statfsSync(folder);
  const free = (disk.bavail * disk.bsize) / GIGABYTE;
  const params = { free: free.toFixed(1) };
  const what = reason('doctor.disk', `${params.free} GB of disk are free`, params);
  if (free >= 5) return { state: 'good', what };
  const mend = reason('doctor.disk.mend', 'Make room: without it no message can be taken.');
  return { state: free < 1 ? 'bad' : 'warn', what, mend };
}

function keyFindings(folder: string): Finding[] {
  const path = join(folder, 'keys', 'desk.key');
  if (!existsSync(path) || (statSync(path).mode & 0o077) === 0) return [];
  return [
    {
      state: 'warn',
      what: reason('doctor.key', 'The key file can be read by others'),
      mend: reason('doctor.key.mend', `Run: chmod 600 ${path}`, { path }),
    },
  ];
}
