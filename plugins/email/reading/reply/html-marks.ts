// What the markup of mail programs says about an element: a quotation, the start of one, an attribution, a signature.

import type { Element } from './html-tree.ts';

/** `quote`: holds a quotation; `start`: from here on everything is quoted. */
export type ElementMark = 'quote' | 'start' | 'attribution' | 'signature';

const idMarks: Record<string, ElementMark> = {
  olk_src_body_section: 'quote', // Outlook for Mac
  'mail-editor-reference-message-container': 'start', // new Outlook
  divrplyfwdmsg: 'start', // Outlook on the web
  appendonsend: 'start', // Outlook on the web, mobile
  stopspelling: 'start', // Hotmail
  origbody: 'start',
  outlookmessageheader: 'start',
  isreplycontent: 'start', // NetEase
  isforwardcontent: 'start', // NetEase
  'reply-intro': 'attribution', // Roundcube
  replybody1: 'quote', // Roundcube
  replybody: 'quote',
  signature: 'signature', // Outlook on the web
  'ms-outlook-mobile-signature': 'signature',
  applemailsignature: 'signature',
  composesignature: 'signature',
};

const classMarks: Record<string, ElementMark> = {
  gmail_quote: 'quote',
  gmail_quote_container: 'quote',
  yahoo_quoted: 'quote',
  protonmail_quote: 'quote',
  tutanota_quote: 'quote',
  zmail_extra: 'quote', // Zoho
  'nylas-quote': 'quote',
  freshdesk_quote: 'quote',
  freddy_quote: 'quote',
  quoted_mail: 'quote',
  'front-blockquote': 'quote',
  missive_quote: 'quote',
  'ntes-mailmaster-quote': 'quote', // NetEase
  qmbox: 'quote', // QQ
  outlookmessageheader: 'start', // Outlook 2003
  'moz-cite-prefix': 'attribution', // Thunderbird
  gmail_attr: 'attribution',
  moz_cite_prefix: 'attribution',
  gmail_signature: 'signature',
  protonmail_signature_block: 'signature',
  'moz-signature': 'signature',
  'data-signatureblock': 'signature',
};

/** Prefixes that programs put before the ids and classes of mails they answer. */
const foreignPrefix = /^(?:x_|ecx|ydp[\da-f]{6,12}|yiv\d{8,12}|m_-?\d{8,24})+/;

/** What an element is to a mail program, or null. */
export function elementMark(element: Element): ElementMark | null {
  const { name, attribs } = element;
  const byId = idMarks[own(attribs['id'] ?? '')];
  if (byId) return byId;
  for (const word of (attribs['class'] ?? '').slice(0, 500).split(/\s+/)) {
    const byClass = classMarks[own(word)];
    if (byClass) return byClass;
  }
  if (name === 'blockquote') return isIndent(attribs) ? null : 'quote';
  if (name === 'signature' || attribs['data-signatureblock'] === 'true') return 'signature';
  if (attribs['name'] === 'quote' || attribs['name'] === 'quoted-content') return 'quote'; // GMX, WEB.DE
  if (name === 'hr' && attribs['data-marker'] === '__DIVIDER__') return 'start'; // Zimbra
  return name === 'div' && isOutlookRule(attribs['style'] ?? '') ? 'start' : null;
}

function own(name: string): string {
  return name.trim().toLowerCase().replace(foreignPrefix, '');
}

/** Editors indent with a blockquote that has no bar. */
function isIndent(attribs: Record<string, string>): boolean {
  const style = (attribs['style'] ?? '').toLowerCase().replaceAll(' ', '');
  return !attribs['class'] && attribs['type'] !== 'cite' && style.includes('border:none') && style.includes('margin');
}

/** The thin line Outlook and Windows Mail draw above the header block of the mail they answer. */
function isOutlookRule(style: string): boolean {
  const tight = style.slice(0, 500).toLowerCase().replace(/\s/g, '');
  if (tight.includes('border:none;border-top:solid') && tight.includes('padding:3.0pt')) return true;
  if (tight.includes('border-style:solidnonenone') && tight.includes('padding:3pt')) return true;
  return tight.includes('border-top-color:rgb(229,229,229)') && tight.includes('border-top-style:solid');
}
