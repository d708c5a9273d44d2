// People in one line of text, as a mail program writes them: `Lena Hofmann <lena@example.com>, "Krüger, Nils" <nils@example.com>`.
import type { Person } from '../../contract/address.ts';

/** The name in quotes where it would fall apart without them; the address alone when there is no name. */
export function writeAddressee({ name, address }: Person): string {
  const words = name?.replace(/["<>\s]+/g, ' ').trim();
  if (!words) return address.value;
  return `${/[,;]/.test(words) ? `"${words}"` : words} <${address.value}>`;
}

/** Reads what `writeAddressee` wrote, and what people type: separated by commas or semicolons. */
export function readAddressees(line: string): Person[] {
  return separated(line.slice(0, 20_000))
    .map((one) => one.trim())
    .filter((one) => one !== '')
    .map((one): Person => {
      const match = /^(.*?)<([^<>]+)>$/.exec(one);
      const value = (match ? match[2]! : one).trim();
      const name = match?.[1]?.trim().replace(/^"|"$/g, '');
      return { name: name || undefined, address: { kind: value.startsWith('+') ? 'phone' : 'email', value } };
    });
}

/** What stands in quotes stays together; a quotation mark that is never closed is a sign like others. */
function separated(line: string): string[] {
  return line.match(/(?:"[^"]*"|[^,;\n])+/g) ?? [];
}
