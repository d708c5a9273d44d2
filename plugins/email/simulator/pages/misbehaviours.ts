// One small form per misbehaviour.
import type { MenuEntry, MenuField } from '../control/menu.ts';
import { html } from './html.ts';
import type { Html } from './html.ts';

export function misbehaviourPage(groups: { title: string; entries: MenuEntry[] }[], addresses: string[]): Html {
  return html`<nav><a href="/">All mailboxes</a></nav>
    <form method="post" action="/misbehaviours"><button>Behave again</button></form>
    ${groups.map(
      ({ title, entries }) =>
        html`<h2>${title}</h2>
          ${entries.map((entry) => entryForm(entry, addresses))}`,
    )}`;
}

function entryForm(entry: MenuEntry, addresses: string[]): Html {
  return html`<form method="post" action="/misbehaviours/${entry.name}">
    <b>${entry.label}</b>
    ${entry.fields.map((field) => fieldInput(field, addresses))}
    <button>Do it</button>
  </form>`;
}

function fieldInput(field: MenuField, addresses: string[]): Html {
  if (field.type === 'mailbox') {
    const options = addresses.map((address) => html`<option>${address}</option>`);
    return html`<label
      >${field.label}
      <select name="${field.name}">
        ${options}
      </select></label
    > `;
  }
  return html`<label
    >${field.label} <input name="${field.name}" type="${field.type}" value="${field.value}"
  /></label> `;
}
