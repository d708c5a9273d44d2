// Machine parts of reports that stray from RFC 3464, as they are seen in the wild.

/** What is odd, the blocks, and `address reason kind status` of each recipient. */
export const strayReports: [string, string, string][] = [
  [
    'no blanks, capitals',
    'REPORTING-MTA:dns;r.example\n\nFINAL-RECIPIENT:RFC822;ann@pots.example\nACTION:FAILED\nSTATUS:5.2.2',
    'ann@pots.example mailbox_full soft 5.2.2',
  ],
  [
    'no empty line between recipients',
    'Reporting-MTA: dns; r.example\nFinal-Recipient: rfc822; ann@pots.example\nAction: failed\nStatus: 5.1.1\nFinal-Recipient: rfc822; bob@pots.example\nAction: failed\nStatus: 5.2.2',
    'ann@pots.example user_unknown hard 5.1.1\nbob@pots.example mailbox_full soft 5.2.2',
  ],
  [
    'too many empty lines',
    'Reporting-MTA: dns; r.example\n\n\n\nFinal-Recipient: rfc822; ann@pots.example\n\nAction: failed\nStatus: 5.1.2\n\n\n',
    'ann@pots.example domain hard 5.1.2',
  ],
  [
    'action before the recipient',
    'Reporting-MTA: dns; r.example\n\nAction: failed\nStatus: 5.1.1\nFinal-Recipient: rfc822; ann@pots.example',
    'ann@pots.example user_unknown hard 5.1.1',
  ],
  [
    'no action, only the original recipient',
    'Original-Recipient: rfc822; ann@pots.example\nStatus: 5.1.1',
    'ann@pots.example user_unknown hard 5.1.1',
  ],
  [
    'the reason as a comment',
    'Final-Recipient: <ann@pots.example>\nAction: failed (mailbox quota exceeded)\nStatus: 5.0.0',
    'ann@pots.example mailbox_full soft 5.0.0',
  ],
  [
    'a better code in the diagnostic',
    'Final-Recipient: rfc822; ann@pots.example\nAction: failed\nStatus: 5.0.0\nDiagnostic-Code: smtp; 550 5.7.1 Message rejected as spam',
    'ann@pots.example policy soft 5.7.1',
  ],
  [
    'given up on a temporary error',
    'Final-Recipient: rfc822; ann@pots.example\nAction: failed\nStatus: 4.4.7',
    'ann@pots.example temporary soft 4.4.7',
  ],
  [
    'X.400',
    'Original-Recipient: rfc822; ann@pots.example\nFinal-Recipient: x400; /S=ann/O=pots/C=gb/\nAction: failed\nStatus: 5.3.4',
    'ann@pots.example too_large soft 5.3.4',
  ],
];
