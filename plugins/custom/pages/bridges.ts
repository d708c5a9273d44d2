// The page of bridges: made, given tokens and secrets, their channels, and what each of them was told.
import type { DeskPage, DeskPageAbout, PageAnswer } from '../../../core/contract/pages.ts';
import { registryOf } from '../registry/build.ts';
import { addBridge, bridgeOf, listBridges, rollSecret, rollToken } from '../store/bridges.ts';
import { allChannels, channelOf, changeChannel } from '../store/channels.ts';
import { bridgeModel, channelsOf, reveal } from './bridge.ts';
import { formModel, saveForm } from './channel-form.ts';
import { logModel, sendAgain } from './log.ts';
import { told } from './told.ts';

const HOURS = 24;

export const bridgesPage: DeskPage = {
  id: 'bridges',
  view: 'bridges/page',
  permission: 'channel.manage',
  model: pageModel,
  actions: {
    async bridge({ context, address }, form) {
      const name = form.text('name').trim().slice(0, 80);
      if (name === '') return { again: { ...(await listModel(context, address)), wrong: true } };
      const id = await addBridge(context, name);
      return { go: { bridge: String(id), shown: reveal(context, id) }, said: told('bridge') };
    },
    token: (about, form) => rolled(about, form.number('bridge'), (id) => rollToken(about.context, id)),
    secret: (about, form) => rolled(about, form.number('bridge'), (id) => rollSecret(about.context, id, HOURS)),
    channel: saveForm,
    async activity({ context }, form): Promise<PageAnswer> {
      const channel = await channelOf(context, form.number('channel'));
      if (!channel) return { go: {} };
      const active = form.on('on');
      await changeChannel(context, channel.id, { ...channel, active });
      await registryOf(context).renew(channel.id);
      return { go: { bridge: String(channel.bridgeId) }, said: told(active ? 'channel_on' : 'channel_off') };
    },
    async removal({ context }, form): Promise<PageAnswer> {
      const channel = await channelOf(context, form.number('channel'));
      if (!channel) return { go: {} };
      await registryOf(context).remove(channel.id);
      return { go: { bridge: String(channel.bridgeId) }, said: told('channel_deleted') };
    },
    async again({ context }, form): Promise<PageAnswer> {
      const channels = (await allChannels(context)).map(({ id }) => id);
      const bridge = form.text('bridge');
      return sendAgain(registryOf(context), channels, form.number('delivery'), { bridge });
    },
  },
};

async function pageModel(about: DeskPageAbout): Promise<object> {
  const { context, query, address } = about;
  const bridge = /^\d{1,9}$/.test(query.bridge ?? '') ? await bridgeOf(context, Number(query.bridge)) : null;
  if (!bridge) return listModel(context, address);
  if (query.channel) return { form: await formModel(about, bridge, query.channel) };
  const channelIds = (await allChannels(context)).filter(({ bridgeId }) => bridgeId === bridge.id).map(({ id }) => id);
  const log = await logModel({ ...about, hidden: { bridge: String(bridge.id) } }, channelIds);
  return { bridge: await bridgeModel(about, bridge), log };
}

async function listModel(context: DeskPageAbout['context'], address: string): Promise<object> {
  const all = await listBridges(context);
  const bridges = await Promise.all(
    all.map(async ({ id, name }) => ({
      name,
      href: `${address}?bridge=${id}`,
      channels: (await channelsOf(context, id)).map((one) => one.name).join(', '),
    })),
  );
  return { list: { bridges, none: bridges.length === 0 || undefined } };
}

/** What is new is shown for a while; what was before is worth nothing, or a day. */
async function rolled(
  { context }: DeskPageAbout,
  id: number,
  work: (id: number) => Promise<unknown>,
): Promise<PageAnswer> {
  if (!Number.isInteger(id) || !(await bridgeOf(context, id))) return { go: {} };
  await work(id);
  return { go: { bridge: String(id), shown: reveal(context, id) }, said: told('rolled') };
}
