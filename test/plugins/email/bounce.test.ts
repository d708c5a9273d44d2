// Bounces, complaints and receipts: the standard, its deviations, and reports that are only text (EM-9).
import t from 'tap';
import { readBounce } from '../../../plugins/email/reading/bounce/bounce.ts';
import { parseMail } from '../../../plugins/email/reading/parse.ts';
import { noticeMail } from './notice.ts';
import { englishNotices } from './notices-english.ts';
import { germanNotices } from './notices-german.ts';
import { worldNotices } from './notices-world.ts';

function told(raw: Buffer): string | null {
  const bounce = readBounce(parseMail(raw));
  if (!bounce) return null;
  return bounce.recipients
    .map(({ address, reason, kind, status }) => [address, reason, kind, ...(status ? [status] : [])].join(' '))
    .join('\n');
}

t.test('reports that are only text', async (t) => {
  for (const notice of [...englishNotices, ...germanNotices, ...worldNotices]) {
    t.equal(told(noticeMail(notice)), notice.expect, notice.name);
  }
});
