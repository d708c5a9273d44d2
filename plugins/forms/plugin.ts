// Forms: made in the settings, filled in on a page of the desk or of any site, answered like an e-mail.
import { CONTRACT_GENERATION, defineChannel } from '../../core/contract/contract.ts';
import { connect } from './connect.ts';
import { openConnection } from './connection.ts';
import { migrations } from './form/migrations.ts';
import { editorPage } from './pages/editor.ts';
import { sharePage } from './pages/share.ts';
import { slots } from './pages/slots.ts';
import { submissionsPage } from './pages/submissions.ts';
import { publicRoutes, routes } from './routes.ts';
import { settings } from './settings.ts';
import { forget } from './submissions/forgetting.ts';

export default defineChannel({
  manifest: {
    id: 'forms',
    contract: CONTRACT_GENERATION,
    icon: 'form',
    hue: 'form',
    arrives: ['page'],
    accounts: 'many',
    hosts: [],
    resend: 'safe',
    shape: 'mail',
    // Submissions are answered by whatever reaches their sender.
    reaches: [],
  },
  settings,
  config: ['perHour'],
  connect,
  open: openConnection,
  migrations,
  routes,
  publicRoutes: { prefix: 'f', mount: publicRoutes },
  pages: [editorPage, sharePage, submissionsPage],
  slots,
  forget,
});
