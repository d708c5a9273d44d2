// The editor of a form's fields: every button works as a plain form; with script the page changes where it stands.
import type { AccountPage, PageAbout, PageAnswer, PageForm } from '../../../core/contract/pages.ts';
import { faultsOf, type Definition, type Faults, type FormField } from '../form/definition.ts';
import { applyChange, readDraft, type Supplies } from '../form/draft.ts';
import { propertyFaults } from '../form/properties.ts';
import { loadForm, saveForm } from '../form/store.ts';
import { editorModel } from './editor-model.ts';
import { told } from './told.ts';

export const editorPage: AccountPage = {
  id: 'form',
  view: 'editor/page',
  async model(about) {
    const { definition, version } = await loadForm(about.account);
    const removed = definition.bin.find(({ id }) => id === about.query.removed);
    const ticket = await about.account.tickets.on();
    return editorModel(about, { definition, version, ticket, removed, at: about.query.at });
  },
  actions: {
    save: async (about, form) => save(about, form, readDraft(form)),
    change,
    shape,
    preview: async (about, form) => {
      const model = await editorModel(about, { ...stateOf(form), definition: readDraft(form) });
      return { parts: [{ target: '#form-preview', view: 'editor/preview', model }] };
    },
  },
};

async function suppliesOf({ account, language }: PageAbout): Promise<Supplies> {
  return { say: (key) => account.text(language, key), properties: await account.tickets.properties() };
}

/** `add` alone names the kind in a field beside it. */
function changeOf(form: PageForm): string {
  const what = form.text('do');
  return what === 'add' ? `add:${form.text('kind')}` : what;
}

function stateOf(form: PageForm) {
  return { version: form.number('version') || 0, ticket: form.on('ticket') };
}

/** Without script: the change is made and kept at once. */
async function change(about: PageAbout, form: PageForm): Promise<PageAnswer> {
  const draft = readDraft(form);
  const changed = applyChange(draft, changeOf(form), await suppliesOf(about));
  if (!changed) return save(about, form, draft);
  return save(about, form, changed.definition, { at: changed.at, removed: changed.removed });
}

/** With script: the page shows the change; nothing is kept before it is saved. */
async function shape(about: PageAbout, form: PageForm): Promise<PageAnswer> {
  const draft = readDraft(form);
  const { definition, at, removed } = applyChange(draft, changeOf(form), await suppliesOf(about)) ?? {
    definition: draft,
  };
  const model = await editorModel(about, { ...stateOf(form), definition, at, removed, unsaved: true });
  return {
    parts: [
      { target: '#form-workbench', view: 'editor/workbench', model },
      { target: '#form-preview', view: 'editor/preview', model },
    ],
  };
}

async function save(
  about: PageAbout,
  form: PageForm,
  definition: Definition,
  { at, removed }: { at?: string; removed?: FormField } = {},
): Promise<PageAnswer> {
  const { account, viewer } = about;
  const state = stateOf(form);
  const mapped = propertyFaults(definition.fields, await account.tickets.properties());
  const faults: Faults = { ...mapped, ...faultsOf(definition.fields) };
  if (Object.keys(faults).length > 0)
    return { again: await editorModel(about, { ...state, definition, at, removed, faults, unsaved: true }) };
  const version = form.text('do') === 'overwrite' ? (await loadForm(account)).version : state.version;
  if (!(await saveForm(account, definition, version, viewer.name))) {
    const theirs = await loadForm(account);
    return { again: await editorModel(about, { ...state, definition, at, removed, theirs, unsaved: true }) };
  }
  await account.tickets.turn(state.ticket, viewer.id);
  const go = { ...(at && { at }), ...(removed && { removed: removed.id }) };
  return { go, said: told('form_saved') };
}
