// Checks of templates: each is whole, says why it cannot be sent, and filled in with its own examples it is taken.
import { fillTemplate, isFile, templateObstacle } from '../../core/contract/template-filling.ts';
import type { Template, TemplateFace } from '../../core/contract/template.ts';
import type { Bench } from './bench.ts';
import type { Findings } from './channel.ts';
import { context } from './open-desk.ts';

export async function templates(bench: Bench): Promise<Findings> {
  const desk = await bench.desk();
  const { connection, far, account } = desk;
  const about = context({ recipient: far.customer.address, settings: account.settings });
  const claims = connection.capabilities(about).template;
  if (!connection.templates) {
    if (claims === 'carries') return ['capabilities claim templates, but there is no method templates()'];
    return { skipped: 'it has no templates' };
  }
  if (claims === undefined) return ['templates() is there, but capabilities do not claim them'];
  const all = await connection.templates();
  if (all.length === 0) return ['templates() gives none; the far side of the kit should keep one ready'];
  const names = all.map(({ name, language }) => `${name} (${language})`);
  const findings = all.flatMap(faultsOf);
  if (new Set(names).size < all.length) findings.push('two templates have the same name and language');
  for (const template of all) if (template.why) bench.hear(template.why);
  const able = all.filter((one) => !templateObstacle(one) && !one.parameters.some(isFile));
  if (able.length === 0)
    findings.push('none of its templates can be sent; the far side of the kit should keep one ready');
  for (const template of able) {
    const values = template.parameters.flatMap(({ key, preset, kind, example }) =>
      preset === undefined ? [[key, example ?? (kind === 'number' ? '1' : 'something')]] : [],
    );
    const filled = fillTemplate(template, { values: Object.fromEntries(values) as Record<string, string> });
    if ('faults' in filled) findings.push(`${template.name}: its own examples do not fit: ${said(filled.faults)}`);
    else {
      const result = await desk.send(desk.message({ to: [far.customer], parts: [filled.part] }));
      if (!('id' in result)) findings.push(`${template.name}: filled in, it is not taken: ${said(result)}`);
    }
  }
  return findings;
}

const said = (what: object) => JSON.stringify(what).slice(0, 300);

function faultsOf(template: Template): string[] {
  const { id, name, language, body, parameters, cards } = template;
  const keys = parameters.map(({ key }) => key);
  const named = [template as TemplateFace, ...cards].flatMap(({ header, body: words, buttons }) =>
    [header?.text, words, ...buttons.map(({ target }) => target)].flatMap((text) =>
      [...(text ?? '').matchAll(/\{\{([\w.]+)\}\}/g)].map(([, key]) => key!),
    ),
  );
  const strange = keys.filter((key) => !/^[A-Za-z0-9_.]+$/.test(key));
  return [
    ...(id && name && language ? [] : [`a template has no id, name or language: ${said({ id, name, language })}`]),
    ...(body === '' && cards.length === 0 ? [`${name}: it says nothing`] : []),
    ...(new Set(keys).size < keys.length ? [`${name}: two parameters have the same key`] : []),
    ...strange.map((key) => `${name}: the key “${key}” holds other signs than letters, digits, _ and .`),
    ...named.filter((key) => !keys.includes(key)).map((key) => `${name}: nothing says what {{${key}}} is`),
  ];
}
