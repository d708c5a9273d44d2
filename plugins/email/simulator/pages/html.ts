// HTML from template strings: every value is escaped unless it is HTML itself.

export class Html {
  readonly text: string;
  constructor(text: string) {
    this.text = text;
  }

  toString(): string {
    return this.text;
  }
}

type Value = string | number | Html | undefined | Value[];

export function html(strings: TemplateStringsArray, ...values: Value[]): Html {
  return new Html(
    strings.map((string, index) => string + (index < values.length ? write(values[index]) : '')).join(''),
  );
}

/** A whole page; `title` is also its heading. */
export function page(title: string, body: Html): string {
  const document = html`<html lang="en">
    <head>
      <meta charset="utf-8" />
      <meta name="viewport" content="width=device-width, initial-scale=1" />
      <title>${title} – mail simulator</title>
      <link rel="stylesheet" href="/style.css" />
    </head>
    <body>
      <h1>${title}</h1>
      ${body}
    </body>
  </html>`;
  return `<!doctype html>${document.text}`;
}

function write(value: Value): string {
  if (Array.isArray(value)) return value.map(write).join('');
  if (value instanceof Html) return value.text;
  return String(value ?? '').replace(/[&<>"']/g, (character) => `&#${character.charCodeAt(0)};`);
}
