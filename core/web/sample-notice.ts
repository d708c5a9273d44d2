// What a page says while the sample company comes or goes.
import type { SampleNotice } from './models/frame.ts';
import type { SampleCompany } from './rooms.ts';

export function sampleNotice(sample: SampleCompany | undefined): SampleNotice | undefined {
  const progress = sample?.progress();
  if (!progress) return sample?.isJustDone() ? { doing: 'done', percent: 100 } : undefined;
  return { doing: progress.doing, percent: Math.floor(progress.part * 100) };
}
