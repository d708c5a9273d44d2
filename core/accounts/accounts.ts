// The door to accounts: users, teams, roles and permissions, signing in, sessions, API tokens, the audit log.
import { createApiTokens, type ApiTokens } from './api-tokens.ts';
import { createAttempts } from './attempts.ts';
import { createAudit, type Audit } from './audit.ts';
import { createAvailabilities, type Availabilities } from './availability.ts';
import type { AccountsDeps, SystemMail } from './deps.ts';
import { createFirstRun, type FirstRun } from './first-run.ts';
import { createInvitations, type Invitations } from './invitations.ts';
import { handleMails, queueMail } from './mails.ts';
import { createPasswords, type Passwords } from './passwords.ts';
import type { Viewer } from './permissions.ts';
import { createRoles, type Roles } from './roles.ts';
import { createRecent, type Recent } from './recent.ts';
import { createRestrictions, type Restrictions } from './restrictions.ts';
import { createSecondFactor, type SecondFactor } from './second-factor.ts';
import { createSessions, type Sessions } from './sessions.ts';
import { createSignIn, type SignIn } from './sign-in.ts';
import { createTeams, type Teams } from './teams.ts';
import { createUsers, type Users } from './users.ts';
import { viewerOfUser } from './viewers.ts';
import { createWorkspace, type Workspace } from './workspace.ts';

export type { AccountsDeps, MailTemplate, SystemMail } from './deps.ts';
export type { FirstDesk } from './first-run.ts';
export type {
  ApiTokenView,
  AuditView,
  Availability,
  Presence,
  RoleView,
  SessionView,
  TeamView,
  Theme,
  UserStatus,
  UserView,
} from './people.ts';
export { presenceOf } from './people.ts';
export { PERMISSION_GROUPS } from './permission-groups.ts';
export type { NewRole } from './roles.ts';
export {
  ACCESSES,
  EDITINGS,
  goodAccess,
  mayChange,
  share,
  SHARED_KINDS,
  sharesOf,
  usableBy,
  wrongAccess,
  type Access,
} from './sharing.ts';
export type { ViewedKind, ViewedThing } from './recent.ts';
export type { Restrictable, Seers } from './restrictions.ts';
export { seesPipeline, seesType, ticketsSeen } from './withheld.ts';
export type { FoundSession } from './sessions.ts';
export type { WorkspaceSettings } from './workspace.ts';
export { isEmail, normalEmail } from './deps.ts';
export { passwordStrength } from './password-rules.ts';
export { teamOf } from './faces.ts';
export {
  AFTERS,
  actorOf,
  demand,
  demandOver,
  deskViewer,
  may,
  BUILT_IN_ROLES,
  heldBy,
  holdsAll,
  PERMISSIONS,
  permissionsOfScope,
  SCOPES,
  type BuiltInRole,
  type After,
  type Permission,
  type Scope,
  type Viewer,
} from './permissions.ts';
export { HOLD_SECONDS } from './workspace.ts';

export interface Accounts {
  users: Users;
  invitations: Invitations;
  passwords: Passwords;
  signIn: SignIn;
  sessions: Sessions;
  secondFactor: SecondFactor;
  apiTokens: ApiTokens;
  teams: Teams;
  roles: Roles;
  availability: Availabilities;
  recent: Recent;
  restrictions: Restrictions;
  workspace: Workspace;
  firstRun: FirstRun;
  audit: Audit;
  /** The rights of a user outside a request: for pushes, jobs, answers by mail. Null when they may not come in. */
  viewerOf(userId: number): Promise<Viewer | null>;
  /** Writes a mail of the desk itself down, in the surrounding transaction when there is one. */
  sendMail(mail: SystemMail): Promise<void>;
}

/** Builds the room; nobody counts as present yet. */
export async function createAccounts(deps: AccountsDeps): Promise<Accounts> {
  const audit = createAudit(deps);
  const attempts = createAttempts(deps.clock);
  const workspace = createWorkspace(deps, audit);
  const sessions = createSessions(deps, audit);
  const secondFactor = createSecondFactor(deps, audit, async () => (await workspace.get()).name);
  const availability = createAvailabilities(deps);
  handleMails(deps);
  deps.jobs.handle('accounts.sweep', { run: () => sessions.sweep() });
  deps.jobs.handle('accounts.hours', { run: () => availability.followHours() });
  await availability.startOver();
  return {
    users: createUsers(deps, audit),
    invitations: createInvitations(deps, audit, workspace),
    passwords: createPasswords(deps, audit, attempts, workspace),
    signIn: createSignIn(deps, { audit, attempts, sessions, secondFactor }),
    sessions,
    secondFactor,
    apiTokens: createApiTokens(deps, audit),
    teams: createTeams(deps, audit),
    roles: createRoles(deps, audit),
    availability,
    recent: createRecent(deps),
    restrictions: createRestrictions(deps, audit),
    workspace,
    firstRun: createFirstRun(deps, workspace, audit),
    audit,
    viewerOf: (userId) => viewerOfUser(deps.database, userId),
    sendMail: (mail) => queueMail(deps, mail),
  };
}
