// `hubdesk doctor`: what is wrong with this desk, with or without it running (OP-6).
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import Database from 'better-sqlite3';
import { loadConfig } from '../../config/config.ts';
import { loadPlugins } from '../channels/channels.ts';
import { reason } from '../contract/reason.ts';
import { examine, type Finding } from '../doctor/doctor.ts';
import { systemClock } from '../kernel/clock.ts';
import { runningDesk } from './lock.ts';
import { sentenceOf } from './trouble.ts';

const PLUGINS = fileURLToPath(new URL('../../plugins/', import.meta.url));
const MARK = { good: 'ok  ', warn: 'warn', bad: 'BAD ' };

export async function doctor(_args: string[]): Promise<number> {
  const { dataFolder, publicUrl, plugins: wanted, pluginSettings: given } = await loadConfig();
  const plugins = await loadPlugins(PLUGINS, wanted === 'all' ? null : wanted);
  const file = join(dataFolder, 'hubdesk.sqlite');
  const opened = existsSync(file) ? openSound(file) : null;
  const database = opened instanceof Database ? opened : null;
  try {
    const findings = await examine({
      dataFolder,
      publicUrl,
      pluginSettings: { given, plugins },
      now: () => systemClock().now(),
      rows:
        database &&
        (async <T extends object>(sql: string, params: unknown[] = []) => database.prepare(sql).all(...params) as T[]),
      running: existsSync(dataFolder) && runningDesk(dataFolder) !== null,
    });
    if (database) findings.push({ state: 'good', what: reason('doctor.sound', 'The database is sound') });
    else if (opened) findings.push(opened as Finding);
    return tell(findings);
  } finally {
    database?.close();
  }
}

/** The database when it is sound, else what is wrong with it. */
function openSound(file: string): Database.Database | Finding {
  const mend = reason('doctor.damaged.mend', 'Bring the last backup back: hubdesk restore FILE --replace');
  const damaged = (detail: string): Finding => ({
    state: 'bad',
    what: reason('doctor.damaged', `The database is damaged: ${detail}`, { detail }),
    mend,
  });
  let database: Database.Database | undefined;
  try {
    database = new Database(file, { readonly: true });
    const check = String(database.pragma('quick_check', { simple: true }));
    if (check === 'ok') return database;
    database.close();
    return damaged(check);
  } catch (error) {
    database?.close();
    return damaged(sentenceOf(error) ?? String(error));
  }
}

function tell(findings: Finding[]): number {
  for (const { state, what, mend } of findings)
    console.log(`${MARK[state]}  ${what.text}${mend ? `\n      ${mend.text}` : ''}`);
  const bad = findings.filter((one) => one.state === 'bad').length;
  console.log(bad === 0 ? 'Nothing is broken.' : `${bad} ${bad === 1 ? 'thing needs' : 'things need'} mending.`);
  return bad === 0 ? 0 : 1;
}
