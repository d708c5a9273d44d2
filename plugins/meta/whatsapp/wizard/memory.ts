// What WhatsApp's wizard remembers from step to step; sealed by core.
import type { ConnectContext } from '../../../../core/contract/connect.ts';
import type { Fields } from '../../graph/json.ts';
import type { LoginKind, LoginMemory } from '../../wizard/login.ts';
import { Portfolio, type OwnNumber } from '../account/portfolio.ts';
import { told } from '../reading/failures.ts';

export interface Memory extends LoginMemory {
  businessId?: string;
  accountId?: string;
  /** Numbers that were chosen and are to be looked after, one by one. */
  todo?: OwnNumber[];
  /** Those that are ready. */
  ready?: OwnNumber[];
  /** A new number is to be made as well. */
  wantsNew?: boolean;
  /** What was said of a new number, until it can be told to Meta. */
  profile?: Fields;
  hasProfile?: boolean;
}

/** Everything Meta tells of an account that is read here. */
const WEBHOOK_FIELDS = [
  ...[
    'messages',
    'message_template_status_update',
    'message_template_quality_update',
    'message_template_components_update',
  ],
  ...['template_category_update', 'phone_number_name_update', 'phone_number_quality_update', 'account_update'],
  ...['account_alerts', 'account_review_update', 'business_capability_update', 'security', 'user_preferences'],
  ...['smb_message_echoes', 'smb_app_state_sync', 'history', 'calls', 'flows'],
];

export const SCOPES = ['whatsapp_business_management', 'whatsapp_business_messaging'];

export const LOGIN: LoginKind = {
  channel: 'whatsapp',
  scopes: ['business_management', ...SCOPES],
  object: 'whatsapp_business_account',
  fields: WEBHOOK_FIELDS,
  told,
};

export function memoryOf({ memory }: ConnectContext): Memory {
  return memory;
}

export function portfolioOf(context: ConnectContext): Portfolio {
  return new Portfolio(context.plugin, memoryOf(context).token ?? '');
}
