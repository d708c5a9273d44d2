// Why a plugin closes the socket of somebody's browser (RFC 6455, 7.4).

/** Browsers come back by themselves, except after 4400 and 4403. */
export const CLOSED = { badFrame: 4400, notAllowed: 4403, tooFast: 4429, tryLater: 1013 } as const;
