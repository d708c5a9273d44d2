// What breaks a house rule for now. These lists may only shrink: an entry that is no longer needed fails the tests.

/** Files (`path`) and functions (`path name`) that may be as long as they are now, in lines. */
export const LONG: Record<string, number> = {};

/** Findings of the other rules, as they are printed but without line numbers. */
export const KNOWN: Record<string, string[]> = {};
