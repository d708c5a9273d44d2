// What pages may load and do: the content security policies.

export type Policy = Record<string, string[] | null>;

const SELF = "'self'";
const NONE = "'none'";

/** Every page: only our own scripts and styles; frames only of this desk (mails, previews). */
export const PAGE_POLICY: Policy = {
  defaultSrc: [SELF],
  scriptSrc: [SELF],
  scriptSrcAttr: [NONE],
  styleSrc: [SELF],
  imgSrc: [SELF, 'data:', 'blob:'],
  mediaSrc: [SELF, 'blob:'],
  fontSrc: [SELF],
  connectSrc: [SELF],
  frameSrc: [SELF],
  workerSrc: [SELF],
  objectSrc: [NONE],
  baseUri: [NONE],
  formAction: [SELF],
  frameAncestors: [NONE],
};

/** Of a page that is a phone of some channel: it may also connect to where that speaks. */
export function pagePolicy(origins: string[]): Policy {
  return { ...PAGE_POLICY, connectSrc: [SELF, ...origins] };
}

/**
 * The document inside a mail's frame: no script ever, pictures only of this desk, shown nowhere but in our pages. The
 * frame itself is sandboxed with `allow-same-origin` and without `allow-scripts`, so that the page around it can measure
 * it; the same sandbox is repeated here for a document opened by its address.
 */
export const MAIL_FRAME_POLICY: Policy = {
  defaultSrc: [NONE],
  styleSrc: ["'unsafe-inline'"],
  imgSrc: [SELF, 'data:'],
  mediaSrc: [SELF],
  formAction: [NONE],
  baseUri: [NONE],
  frameAncestors: [SELF],
  sandbox: ['allow-same-origin', 'allow-popups', 'allow-popups-to-escape-sandbox'],
};

/** The same for a mail whose remote pictures the agent asked to see. */
export const MAIL_FRAME_REMOTE_POLICY: Policy = { ...MAIL_FRAME_POLICY, imgSrc: ['https:', 'http:', SELF, 'data:'] };

/** A file of a customer shown by its address: nothing in it may act. */
export const FILE_POLICY: Policy = {
  defaultSrc: [NONE],
  styleSrc: ["'unsafe-inline'"],
  imgSrc: [SELF, 'data:'],
  mediaSrc: [SELF],
  baseUri: [NONE],
  formAction: [NONE],
  frameAncestors: [NONE],
  sandbox: [],
};

/** The header's value; for `reply.header('content-security-policy', policyHeader(MAIL_FRAME_POLICY))`. */
export function policyHeader(policy: Policy): string {
  return Object.entries(policy)
    .filter(([, sources]) => sources !== null)
    .map(([name, sources]) =>
      `${name.replace(/[A-Z]/g, (letter) => `-${letter.toLowerCase()}`)} ${sources!.join(' ')}`.trim(),
    )
    .join('; ');
}
