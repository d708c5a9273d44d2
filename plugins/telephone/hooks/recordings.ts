// Recordings and transcripts: written down as they came, for the ledger and for whoever listens to them.
import type { AccountContext } from '../../../core/contract/context.ts';
import { customerOf } from '../lines/exchange.ts';
import { linesOf } from '../lines/store.ts';
import type { Params } from '../provider/reading.ts';
import { numberIn } from '../provider/reading.ts';

const FORM = 'application/x-www-form-urlencoded';

/** Whose it is does not always stand in it: the call knows. */
async function whose(context: AccountContext, key: string, params: Params): Promise<{ from: string; key: string }> {
  const line = customerOf(await linesOf(context, key));
  return { from: line?.target ?? params.From ?? '', key };
}

export async function recording(context: AccountContext, key: string, params: Params, body: Buffer): Promise<void> {
  const { RecordingSid: sid = '', RecordingStatus: state, RecordingSource: source } = params;
  if (state !== 'completed' || sid === '') return;
  const meta = await whose(context, key, params);
  await context.receive({
    ...{ key: `recording:${key}:${sid}`, type: FORM, body, meta, orderKey: key },
    ...{ from: numberIn(meta.from) ?? undefined, summary: `${params.RecordingDuration ?? '?'} s` },
  });
  if (source === 'RecordVerb') await context.calls.messageLeft(key);
}

export async function transcript(context: AccountContext, key: string, params: Params, body: Buffer): Promise<void> {
  const { TranscriptionSid: sid = '', TranscriptionStatus: state, TranscriptionText: words = '' } = params;
  if (state !== 'completed' || sid === '' || words.trim() === '') return;
  const meta = await whose(context, key, params);
  const from = numberIn(meta.from) ?? undefined;
  await context.receive({ key: `transcript:${key}:${sid}`, type: FORM, body, meta, orderKey: key, from });
}
