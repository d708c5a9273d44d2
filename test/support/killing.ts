// What tests need that kill a desk and look at what a fresh one makes of its folder.
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Test } from 'tap';
import { FIXTURE_PLUGINS, type TestDesk } from './desk.ts';
import type { Doom } from './doomed.ts';

/** Runs a few at once: each is mostly a process that starts. */
export async function eachOf<T>(all: readonly T[], work: (one: T) => Promise<void>): Promise<void> {
  const left = [...all];
  const take = async () => {
    for (let one = left.shift(); one !== undefined; one = left.shift()) await work(one);
  };
  await Promise.all([take(), take(), take()]);
}

export async function folderFor(t: Test): Promise<string> {
  const folder = await mkdtemp(join(tmpdir(), 'hubdesk-kill-'));
  t.teardown(() => rm(folder, { recursive: true, force: true }));
  return folder;
}

export const letter = (id: string, text: string, more: object[] = []) => ({
  type: 'message',
  id,
  at: '2026-11-20T08:00:00Z',
  sender: { name: 'Ada', address: { kind: 'handle', value: 'ada', scope: 'pigeons' } },
  parts: [{ type: 'text', text }, ...more],
  thread: { joinOpen: true },
});

export function optionsFor(dataFolder: string): Doom['options'] {
  return {
    dataFolder,
    publicUrl: 'http://desk.test',
    pluginFolder: FIXTURE_PLUGINS,
    plugins: ['pigeon'],
    pluginSettings: {},
    allowedHosts: ['127.0.0.1'],
  };
}

export const count = async (desk: TestDesk, from: string) =>
  (await desk.database.row<{ n: number }>(`select count(*) as n from ${from}`))!.n;
