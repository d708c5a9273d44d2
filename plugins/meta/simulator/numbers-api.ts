// The Graph API about one number, simulated: its standing, the code it is verified by, registering, its profile.
import { fields, text, type Fields } from '../graph/json.ts';
import type { Request } from './access.ts';
import { fine, graphError, type Answer } from './answers.ts';
import type { SimulatedNumber } from './portfolio.ts';
import { lacks } from './tokens.ts';
import type { World } from './world.ts';

/** More requests of a code than this make Meta wait. */
const MOST_CODES = 5;
/** Registered more often than this within three days it is refused. */
const MOST_REGISTERED = 10;

export function describeNumber(number: SimulatedNumber): Fields {
  const { id, displayNumber, name, quality, status, limit, nameStatus } = number;
  return {
    id,
    display_phone_number: `+${displayNumber}`,
    verified_name: name,
    quality_rating: quality,
    status,
    name_status: nameStatus,
    code_verification_status: number.isVerified ? 'VERIFIED' : 'NOT_VERIFIED',
    messaging_limit_tier: limit,
    whatsapp_business_manager_messaging_limit: limit,
    platform_type: number.isRegistered ? 'CLOUD_API' : 'NOT_APPLICABLE',
    is_pin_enabled: number.pin !== null,
    account_mode: 'LIVE',
    health_status: {
      can_send_message: status === 'BANNED' ? 'BLOCKED' : status === 'RESTRICTED' ? 'LIMITED' : 'AVAILABLE',
    },
  };
}

export function answerNumber(world: World, asked: Request, number: SimulatedNumber): Answer | null {
  const { method, edge, content, query, token } = asked;
  const denied = lacks(token, 'whatsapp_business_management');
  const given = (name: string) => text(content[name]) || (query.get(name) ?? '');
  switch (`${method} ${edge}`) {
    case 'GET ':
      return denied ?? fine(describeNumber(number));
    case 'POST request_code':
      return denied ?? requestCode(world, number, given('code_method'), given('language'));
    case 'POST verify_code':
      return denied ?? verifyCode(number, given('code'));
    case 'POST register':
      return denied ?? register(world, number, given('messaging_product'), given('pin'));
    case 'POST deregister':
      number.isRegistered = false;
      number.status = 'PENDING';
      return fine({ success: true });
    case 'POST ':
      if (!/^\d{6}$/.test(given('pin'))) return graphError(400, 100, 'Invalid parameter: pin');
      number.pin = given('pin');
      return denied ?? fine({ success: true });
    case 'GET whatsapp_business_profile':
      return denied ?? fine({ data: [{ messaging_product: 'whatsapp', ...number.profile }] });
    case 'POST whatsapp_business_profile':
      return denied ?? changeProfile(number, content);
    default:
      return null;
  }
}

function counted(world: World, what: string): number {
  const count = (world.counts.get(what) ?? 0) + 1;
  world.counts.set(what, count);
  return count;
}

function requestCode(world: World, number: SimulatedNumber, method: string, language: string): Answer {
  if (method !== 'SMS' && method !== 'VOICE') return graphError(400, 100, 'Invalid parameter: code_method');
  if (!/^[a-z]{2}(_[A-Z]{2})?$/.test(language)) return graphError(400, 100, 'Invalid parameter: language');
  if (number.isVerified)
    return graphError(400, 136024, 'Request code error', { details: 'The phone number is verified already.' });
  const count = counted(world, `code ${number.id}`);
  if (count > MOST_CODES)
    return graphError(400, 136024, 'Request code error', { details: 'Too many attempts. Try again in an hour.' });
  number.code = { digits: String(100_000 + ((Number(number.id) * 7919 + count * 104_729) % 900_000)), method };
  return fine({ success: true });
}

function verifyCode(number: SimulatedNumber, code: string): Answer {
  if (!number.code || code !== number.code.digits)
    return graphError(400, 136025, 'Verify code error', { details: 'The code is not the one that was sent.' });
  Object.assign(number, { isVerified: true, code: null });
  return fine({ success: true, id: number.id });
}

function register(world: World, number: SimulatedNumber, product: string, pin: string): Answer {
  if (product !== 'whatsapp') return graphError(400, 100, 'Invalid parameter: messaging_product');
  if (!/^\d{6}$/.test(pin)) return graphError(400, 100, 'Invalid parameter: pin');
  if (counted(world, `register ${number.id}`) > MOST_REGISTERED)
    return graphError(400, 133016, 'Account register limit', { details: 'Too many attempts within 72 hours.' });
  if (!number.isVerified) return graphError(400, 133006, 'Phone number needs to be verified before registering', {});
  if (number.pin !== null && number.pin !== pin)
    return graphError(400, 133005, 'Two step verification PIN mismatch', { details: 'The PIN is not the right one.' });
  Object.assign(number, { pin, isRegistered: true, status: 'CONNECTED', quality: 'GREEN' });
  return fine({ success: true });
}

/** The longest of each. */
const LONGEST: Record<string, number> = { about: 139, address: 256, description: 512, email: 128 };

function changeProfile(number: SimulatedNumber, content: Fields): Answer {
  if (text(content.messaging_product) !== 'whatsapp')
    return graphError(400, 100, 'Invalid parameter: messaging_product');
  const long = Object.entries(LONGEST).find(([name, most]) => text(content[name]).length > most);
  if (long) return graphError(400, 100, `Param ${long[0]} must be at most ${long[1]} characters`);
  const sites = Array.isArray(content.websites) ? content.websites : [];
  if (sites.length > 2 || sites.some((one) => !/^https?:\/\//.test(text(one))))
    return graphError(400, 100, 'Param websites is wrong');
  const { messaging_product: _product, ...said } = fields(content);
  Object.assign(number.profile, said);
  return fine({ success: true });
}
