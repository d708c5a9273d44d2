// Avatars: initials on one of eight hues, the same person always the same hue.
import type { ChannelMark, Person } from './models/shared.ts';

/** One of `h1` … `h8` from the id, so that a person keeps the hue everywhere. */
export function hue(id: string | number): string {
  let hash = 2166136261;
  for (const character of String(id)) hash = Math.imul(hash ^ character.codePointAt(0)!, 16777619);
  return `h${((hash >>> 0) % 8) + 1}`;
}

/** At most two letters: first and last word of a name, else the first letter of an address or number; none of a bare number with its country. */
export function initials(name: string): string {
  const words = name.split(/[\s@._-]+/).filter((word) => /^[\p{L}\p{N}]/u.test(word));
  const letters = words.length > 1 ? [words[0], words.at(-1)] : [words[0]];
  return letters
    .map((word) => [...(word ?? '')][0] ?? '')
    .join('')
    .toLocaleUpperCase();
}

export interface AvatarOptions {
  size?: 'xs' | 'sm' | 'md' | 'lg' | 'xl';
  seat?: ChannelMark;
  presence?: 'available' | 'away' | 'offline' | 'on_call';
  icon(name: string): string;
  escape(text: string): string;
}

/** The avatar as HTML, hidden from readers because the name always stands beside it. Null is nobody: hollow. */
export function avatarHtml(person: Person | null | undefined, options: AvatarOptions): string {
  const size = options.size ? ` ${options.size}` : '';
  if (!person) return `<span class="avatar nobody${size}" aria-hidden="true">${options.icon('user')}</span>`;
  const face = person.picture
    ? `<img src="${options.escape(person.picture)}" alt="">`
    : person.icon
      ? options.icon(person.icon)
      : options.escape(person.initials ?? initials(person.name)) || options.icon('user');
  return `<span class="avatar ${hue(person.id)}${size}" aria-hidden="true">${face}${seatHtml(options)}${presenceHtml(options)}</span>`;
}

function seatHtml({ seat, icon, escape }: AvatarOptions): string {
  if (!seat) return '';
  return `<span class="channel seat ${escape(seat.hue)}">${icon(seat.icon)}</span>`;
}

function presenceHtml({ presence }: AvatarOptions): string {
  if (!presence || presence === 'offline') return '';
  const look = { available: '', away: ' away', on_call: ' on-call' }[presence];
  return `<span class="presence${look}"></span>`;
}
