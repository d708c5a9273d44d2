// The language of a form's page: what the form says, what the page around it says, what the browser asks for.

export const LANGUAGES = ['en', 'de'] as const;

export function languageFor(chosen: unknown, asked: unknown, acceptLanguage: string | undefined, own: string): string {
  const known = (one: unknown) =>
    LANGUAGES.find((language) =>
      String(one ?? '')
        .toLowerCase()
        .startsWith(language),
    );
  if (chosen !== 'browser' && known(chosen)) return known(chosen)!;
  if (known(asked)) return known(asked)!;
  for (const part of (acceptLanguage ?? '').slice(0, 200).split(','))
    if (known(part.trim())) return known(part.trim())!;
  return known(own) ?? 'en';
}
