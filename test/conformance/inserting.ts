// Checks of what a channel adds to the insert menu of the composer: named in both languages, whole, and in time.
import type { Insert } from '../../core/contract/insertable.ts';
import type { Bench } from './bench.ts';
import type { Findings } from './channel.ts';

const MOST = 20;

export async function insertables(bench: Bench): Promise<Findings> {
  const { insertables: declared = [] } = await bench.plugin();
  if (declared.length === 0) return { skipped: 'it adds nothing to the insert menu' };
  const { desk, plugin } = await bench.desk();
  const findings: string[] = [];
  for (const { kind } of declared) {
    if (!/^[a-z][a-z0-9]*$/.test(kind)) findings.push(`insertable "${kind}": its kind is no name`);
    for (const language of ['en', 'de'])
      if (!(await bench.texts(language))[`insert.${kind}`]?.trim())
        findings.push(`locales/${language}.json has no "insert.${kind}"`);
    const before = bench.lines.length;
    const found = await desk.channels.insertables.find(plugin.manifest.id, kind, { words: '', language: 'en' });
    const failed = bench.lines.slice(before).find((line) => line.includes('A plugin failed'));
    if (failed) findings.push(`insertable "${kind}" fails: ${failed.slice(0, 300)}`);
    findings.push(...faultsOf(kind, found));
  }
  const kinds = declared.map(({ kind }) => kind);
  if (new Set(kinds).size < kinds.length) findings.push('two insertables have the same kind');
  return findings;
}

function faultsOf(kind: string, found: Insert[]): string[] {
  const ids = found.map(({ id }) => id);
  return [
    ...(new Set(ids).size < ids.length ? [`insertable "${kind}" gives the same id twice`] : []),
    ...(found.length > MOST ? [`insertable "${kind}" gives more than ${MOST}`] : []),
    ...found.flatMap(({ id, text }) => (text.trim() === '' ? [`insertable "${kind}": ${id} has no plain text`] : [])),
  ];
}
