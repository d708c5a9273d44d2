// What the simulated service keeps and can be told to do.
export interface TakenMessage {
  id: string;
  to: string;
  text: string;
}

/** What the service does instead of answering well. */
export type Mood = 'well' | 'cuts' | 'loses the answer' | 'garbles' | 'silent' | { status: number };

export interface SkeletonFarSide {
  url: string;
  /** The only token it accepts. */
  token: string;
  signingSecret: string;
  mood: Mood;
  taken: TakenMessage[];
  /** What customers wrote, for the page. */
  written: { from: string; text: string }[];
  /** Where the desk wants to be called. */
  webhook: string | null;
  /** A customer writes: calls the desk; gives the status of its answer. */
  write(from: string, text: string): Promise<number>;
  /** Answers again what it was silent about, by breaking the line. */
  speak(): void;
  isOpen(): boolean;
  open(): Promise<void>;
  close(): Promise<void>;
}
