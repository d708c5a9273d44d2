// Named moments of the two flows, so that tests can stop the process after each of them.

/** Called after each durable step; does nothing in production. */
export type OnStep = (step: string) => void;

export const noSteps: OnStep = () => {};
