// A new form: from a template or as a copy of another one, with a name; its address is made here.
import { randomBytes } from 'node:crypto';
import type { Connect, ConnectContext, ConnectStep } from '../../core/contract/connect.ts';
import { reason } from '../../core/contract/reason.ts';
import { loadForm } from './form/store.ts';
import { fromTemplate, TEMPLATES, type Template } from './form/templates.ts';
import { settings, type FormSettings } from './settings.ts';

const FIELDS = { name: settings.name };

export const connect: Connect = async (input, lastStepId, context) => {
  if (context.account) return change(input.kind === 'form' ? String(input.values.name) : null, context);
  if (input.kind === 'choose' && lastStepId === 'template') return chosen(input.ids[0] ?? '', context);
  if (input.kind === 'form' && lastStepId === 'name') return made(String(input.values.name), context);
  return templates(context);
};

function templates({ plugin, language }: ConnectContext): ConnectStep {
  const ready = TEMPLATES.map((id) => ({ id, title: id, icon: id === 'empty' ? 'plus' : 'form' }));
  const copies = plugin.accounts().map(({ account }) => ({
    id: `copy:${account.publicId}`,
    title: plugin.text(language, 'connect.copy', { title: account.title }),
    icon: 'copy',
  }));
  return { step: 'choose', id: 'template', options: [...ready, ...copies] };
}

function chosen(id: string, context: ConnectContext): ConnectStep {
  const { plugin, language, memory } = context;
  const copied = plugin.accounts().find(({ account }) => id === `copy:${account.publicId}`);
  if (!copied && !TEMPLATES.includes(id as Template)) return templates(context);
  memory.template = id;
  const name = copied ? copied.account.title : plugin.text(language, `connect.template.option.${id}`);
  return { step: 'form', id: 'name', fields: FIELDS, values: { name } };
}

async function made(name: string, context: ConnectContext): Promise<ConnectStep> {
  const { memory, plugin, language } = context;
  const id = String(memory.template);
  const copied = plugin.accounts().find(({ account }) => id === `copy:${account.publicId}`);
  if (!copied && !TEMPLATES.includes(id as Template))
    return { step: 'stop', why: reason('forms.gone', 'The form to copy is not there any more.') };
  const say = (key: string) => plugin.text(language, key);
  const definition = copied ? (await loadForm(copied)).definition : fromTemplate(id as Template, say);
  const values: Partial<FormSettings> = { ...copied?.account.settings, name, title: copied ? undefined : name };
  const uniqueId = addressId();
  const seed = JSON.stringify({ ...definition, bin: [] });
  return { step: 'done', accounts: [{ uniqueId, title: name, values: { ...values, seed } }] };
}

function change(name: string | null, { account }: ConnectContext): ConnectStep {
  if (name === null) return { step: 'form', id: 'name', fields: FIELDS, values: account!.values };
  return { step: 'done', accounts: [{ uniqueId: account!.uniqueId, title: name, values: { name } }] };
}

const LETTERS = '23456789abcdefghjkmnpqrstuvwxyz';

/** Not to be guessed, and without letters that are taken for others: somebody may have to type it. */
function addressId(): string {
  return [...randomBytes(10)].map((byte) => LETTERS[byte % LETTERS.length]).join('');
}
