// The pure plan: what of a draft a channel carries, in how many messages, and what the customer will not see.
import type { Capabilities, Level, MediaAbility, TextStyle } from './capabilities.ts';
import type { Draft } from './outbound.ts';
import type { ChoicePart, MediaPart, Part, TextPart } from './part.ts';
import { reason, type Reason } from './reason.ts';
import { splitText, stylesIn } from './text.ts';

export type Plan = { ok: true; messages: Draft[]; losses: Reason[] } | { ok: false; refused: Reason };

/** Splits, converts or refuses a draft. The composer shows `losses`; outbound sends `messages` in order. */
export function plan(draft: Draft, capabilities: Capabilities): Plan {
  const losses: Reason[] = [];
  const refused = refusal(draft, capabilities);
  if (refused) return { ok: false, refused };
  if (draft.subject && !capabilities.subject) losses.push(reason('plan.no_subject', 'The channel carries no subject.'));
  if (draft.replyTo && !carries(capabilities.replyTo)) {
    losses.push(reason('plan.no_reply_target', 'The channel cannot mark which message this answers.'));
  }
  const parts = draft.parts.flatMap((part) => planPart(part, capabilities, losses));
  if (parts.length === 0) return { ok: false, refused: reason('plan.empty', 'There is nothing to send.') };
  const base: Draft = { ...draft, subject: capabilities.subject ? draft.subject : undefined };
  if (capabilities.together) return { ok: true, messages: [{ ...base, parts }], losses };
  return { ok: true, messages: parts.map((part) => ({ ...base, parts: [part] })), losses };
}

/** Whether a mail can be sent there at all is for the far side to say (RFC 5321 §4.1.2). */
const EMAIL = /^(?:"[^"]+"|[^\s@<>,;"]+)@[^\s@<>,;"]+$/;

function carries(level: Level | undefined): boolean {
  return level === 'carries' || level === 'converts' || level === 'falls back';
}

function refusal(draft: Draft, capabilities: Capabilities): Reason | null {
  const addressed = [...draft.to, ...(draft.cc ?? []), ...(draft.bcc ?? [])];
  if (addressed.length === 0) return reason('plan.no_recipient', 'Nobody is addressed.');
  const wrong = addressed.find(({ address }) => address.kind === 'email' && !EMAIL.test(address.value))?.address.value;
  if (wrong !== undefined)
    return reason('plan.no_address', `“${wrong.slice(0, 100)}” is no e-mail address.`, {
      address: wrong.slice(0, 100),
    });
  if (draft.cc?.length && !capabilities.recipients?.cc) return reason('plan.no_cc', 'The channel has no copies (cc).');
  if (draft.bcc?.length && !capabilities.recipients?.bcc)
    return reason('plan.no_bcc', 'The channel has no blind copies (bcc).');
  const most = capabilities.recipients?.maximum ?? 1;
  if (addressed.length > most)
    return reason('plan.too_many_recipients', `At most ${most} people can be addressed.`, { most });
  const longest = capabilities.subject?.maximum;
  if (longest && draft.subject && draft.subject.length > longest) {
    return reason('plan.subject_too_long', `The subject may have ${longest} characters.`, { most: longest });
  }
  return (
    textRefusal(
      draft.parts.filter((part) => part.type === 'text'),
      capabilities,
    ) ??
    mediaRefusal(
      draft.parts.filter((part) => part.type === 'media'),
      capabilities,
    )
  );
}

/** What cannot be split must fit. */
function textRefusal(texts: TextPart[], { text: ability }: Capabilities): Reason | null {
  const most = ability?.maximum;
  if (most === undefined || ability?.split || texts.every(({ text }) => text.length <= most)) return null;
  return reason('plan.text_too_long', `The text may have ${most} characters.`, { most });
}

function mediaRefusal(media: MediaPart[], capabilities: Capabilities): Reason | null {
  if (capabilities.mediaCount !== undefined && media.length > capabilities.mediaCount) {
    return reason('plan.too_many_files', `At most ${capabilities.mediaCount} files fit.`, {
      most: capabilities.mediaCount,
    });
  }
  const total = media.reduce((sum, part) => sum + (part.bytes ?? 0), 0);
  if (capabilities.mediaTotal !== undefined && total > capabilities.mediaTotal) {
    return reason('plan.files_too_large', 'The files together are too large.', { most: capabilities.mediaTotal });
  }
  for (const part of media) {
    const why = mediaPartRefusal(part, capabilities.media?.[part.kind]);
    if (why) return why;
  }
  return null;
}

function mediaPartRefusal(part: MediaPart, ability: MediaAbility | undefined): Reason | null {
  if (!ability || ability.level === 'refuses') {
    return reason('plan.media_refused', `The channel cannot carry ${part.name}.`, { name: part.name, kind: part.kind });
  }
  if (ability.types && !ability.types.some((type) => matchesType(part.mimeType, type))) {
    return reason('plan.type_refused', `${part.name} is of a type the channel does not take.`, {
      name: part.name,
      types: ability.types.join(', '),
    });
  }
  if (ability.maximum !== undefined && (part.bytes ?? 0) > ability.maximum) {
    return reason('plan.file_too_large', `${part.name} is too large.`, { name: part.name, most: ability.maximum });
  }
  return null;
}

function matchesType(type: string, pattern: string): boolean {
  return pattern.endsWith('/*') ? type.startsWith(pattern.slice(0, -1)) : type === pattern;
}

function planPart(part: Part, capabilities: Capabilities, losses: Reason[]): Part[] {
  if (part.type === 'text') return planText(part, capabilities, losses);
  if (part.type === 'media') return planMedia(part, capabilities, losses);
  if (part.type === 'choice' && !fitsChoice(part, capabilities.choice)) return planChoice(part, capabilities, losses);
  const level =
    part.type === 'template'
      ? capabilities.template
      : part.type === 'location'
        ? capabilities.location
        : part.type === 'contact'
          ? capabilities.contact
          : part.type === 'choice'
            ? capabilities.choice?.level
            : undefined;
  if (carries(level)) return [part];
  losses.push(reason('plan.part_dropped', 'A part of the message cannot be carried.', { part: part.type }));
  return [];
}

function planText(part: TextPart, capabilities: Capabilities, losses: Reason[]): Part[] {
  const ability = capabilities.text;
  if (!ability || !carries(ability.level)) {
    losses.push(reason('plan.no_text', 'The channel carries no text.'));
    return [];
  }
  if (part.text.trim() === '' && !part.html?.includes('<img')) return [];
  for (const style of part.html ? stylesIn(part.html) : [])
    noteStyle(style, ability.styles?.[style] ?? 'drops', losses);
  if (ability.maximum === undefined || part.text.length <= ability.maximum) return [part];
  const pieces = splitText(part.text, ability.maximum);
  losses.push(reason('plan.text_split', `The text is sent as ${pieces.length} messages.`, { count: pieces.length }));
  return pieces.map((text) => ({ type: 'text', text }));
}

function fitsChoice({ options = [] }: ChoicePart, ability: Capabilities['choice']): boolean {
  if (!ability || !carries(ability.level)) return false;
  return options.length <= ability.maximum && options.every((one) => one.title.length <= ability.title);
}

/** What cannot be pressed is numbered and can be answered with its number. */
function planChoice({ prompt, options = [] }: ChoicePart, capabilities: Capabilities, losses: Reason[]): Part[] {
  losses.push(reason('plan.choice_as_text', 'The choice is sent as a numbered text.', { count: options.length }));
  const lines = options.map(({ title }, index) => `${index + 1}. ${title}`);
  const text = [...(prompt ? [prompt] : []), ...lines].join('\n');
  return planText({ type: 'text', text }, capabilities, losses);
}

function noteStyle(style: TextStyle, level: Level, losses: Reason[]): void {
  if (level === 'carries') return;
  const code = level === 'converts' ? 'plan.style_converted' : 'plan.style_lost';
  losses.push(reason(code, `${style} is not carried as written.`, { style }));
}

function planMedia(part: MediaPart, capabilities: Capabilities, losses: Reason[]): Part[] {
  const ability = capabilities.media?.[part.kind];
  if (ability?.level === 'falls back')
    losses.push(reason('plan.file_as_link', `${part.name} is sent as a link.`, { name: part.name }));
  if (part.caption && !carries(ability?.caption))
    return [
      { ...part, caption: undefined },
      { type: 'text', text: part.caption },
    ];
  return [part];
}
