// Every page and form of the desk: one function for each file in routes/.
import type { FastifyInstance } from 'fastify';
import { accountAutomationRoutes } from './routes/account-automation.ts';
import { accountSettingsRoutes } from './routes/account-settings.ts';
import { accountHealthRoutes } from './routes/account-health.ts';
import { accountLedgerRoutes } from './routes/account-ledger.ts';
import { accountMovingRoutes } from './routes/account-moving.ts';
import { accountPageRoutes } from './routes/account-pages.ts';
import { accountQueueRoutes } from './routes/account-queue.ts';
import { amending } from './routes/amending.ts';
import { reacting } from './routes/reacting.ts';
import { auditRoutes } from './routes/audit.ts';
import { bulkRoutes } from './routes/bulk.ts';
import { callLogRoutes } from './routes/call-log.ts';
import { callingRoutes } from './routes/calling.ts';
import { callRoutes } from './routes/calls.ts';
import { channelRoutes } from './routes/channels.ts';
import { connectingRoutes } from './routes/connecting.ts';
import { chatflowEditorRoutes } from './routes/chatflow-editor.ts';
import { chatflowSettingsRoutes } from './routes/chatflow-settings.ts';
import { chatflowsRoutes } from './routes/chatflows.ts';
import { contactRoutes } from './routes/contact.ts';
import { contactAddressRoutes } from './routes/contact-addresses.ts';
import { contactMergingRoutes } from './routes/contact-merging.ts';
import { contactWritingRoutes } from './routes/contact-writing.ts';
import { contactsRoutes } from './routes/contacts.ts';
import { content } from './routes/content.ts';
import { contentRulesRoutes } from './routes/content-rules.ts';
import { revealing } from './routes/revealing.ts';
import { conversation } from './routes/conversation.ts';
import { doctorRoutes } from './routes/doctor.ts';
import { duplicatesRoutes } from './routes/duplicates.ts';
import { exportsRoutes } from './routes/exports.ts';
import { firstRunRoutes } from './routes/first-run.ts';
import { forwarding } from './routes/forwarding.ts';
import { habitRoutes } from './routes/habits.ts';
import { handling } from './routes/handling.ts';
import { health } from './routes/health.ts';
import { documentRoutes } from './routes/documents.ts';
import { importRoutes } from './routes/import.ts';
import { importsRoutes } from './routes/imports.ts';
import { inbox } from './routes/inbox.ts';
import { inboxMemberRoutes } from './routes/inbox-members.ts';
import { inboxesRoutes } from './routes/inboxes.ts';
import { listViewFormRoutes } from './routes/list-view-form.ts';
import { listViewRoutes } from './routes/list-views.ts';
import { invitationRoutes } from './routes/invitation.ts';
import { insertionRoutes } from './routes/insertions.ts';
import { libraryRoutes } from './routes/library.ts';
import { libraryEntryRoutes } from './routes/library-entry.ts';
import { macroTemplateRoutes } from './routes/macro-templates.ts';
import { macroRoutes } from './routes/macros.ts';
import { macroActionRoutes } from './routes/macro-actions.ts';
import { macroRunRoutes } from './routes/macro-runs.ts';
import { messageDetails } from './routes/message-details.ts';
import { messages } from './routes/messages.ts';
import { newConversation } from './routes/new-conversation.ts';
import { notificationSettingsRoutes } from './routes/notification-settings.ts';
import { notificationRoutes } from './routes/notifications.ts';
import { palette } from './routes/palette.ts';
import { passwordRoutes } from './routes/password.ts';
import { profileRoutes } from './routes/profile.ts';
import { pushRoutes } from './routes/push.ts';
import { recentRoutes } from './routes/recent.ts';
import { recordLinkRoutes } from './routes/record-links.ts';
import { recordRoutes } from './routes/record.ts';
import { recordWritingRoutes } from './routes/record-writing.ts';
import { contactSavingRoutes } from './routes/contact-saving.ts';
import { recordTypeRoutes } from './routes/record-types.ts';
import { restrictionRoutes } from './routes/restrictions.ts';
import { recordsRoutes } from './routes/records.ts';
import { rearranging } from './routes/rearranging.ts';
import { sampleRoutes } from './routes/sample.ts';
import { search } from './routes/search.ts';
import { secondFactorRoutes } from './routes/second-factor.ts';
import { securityRoutes } from './routes/security.ts';
import { senderRoutes } from './routes/senders.ts';
import { sending } from './routes/sending.ts';
import { stagedSending } from './routes/staged-sending.ts';
import { pipelineRoutes } from './routes/pipelines.ts';
import { propertyRoutes } from './routes/properties.ts';
import { slaFormRoutes } from './routes/sla-form.ts';
import { slaRoutes } from './routes/sla.ts';
import { stageRoutes } from './routes/stages.ts';
import { previewRoute } from './routes/settling.ts';
import { signInRoutes } from './routes/sign-in.ts';
import { tableRoutes } from './routes/tables.ts';
import { assigningRoutes } from './routes/assigning.ts';
import { neededSkillRoutes } from './routes/needed-skills.ts';
import { skillRoutes } from './routes/skills.ts';
import { skillRuleRoutes } from './routes/skill-rules.ts';
import { roleRoutes } from './routes/roles.ts';
import { teamRoutes } from './routes/teams.ts';
import { boardRoutes } from './routes/board.ts';
import { newTicketRoutes } from './routes/new-ticket.ts';
import { ticketsChangingRoutes } from './routes/tickets-changing.ts';
import { ticketLinkRoutes } from './routes/ticket-links.ts';
import { ticketRoutes } from './routes/ticket.ts';
import { ticketsRoutes } from './routes/tickets.ts';
import { tokenRoutes } from './routes/tokens.ts';
import { transcripts } from './routes/transcript.ts';
import { userStandingRoutes } from './routes/user-standing.ts';
import { userRoutes } from './routes/users.ts';
import { webhookSettingsRoutes } from './routes/webhook.ts';
import { webhookDeliveryRoutes } from './routes/webhook-deliveries.ts';
import { webhooksRoutes } from './routes/webhooks.ts';
import { wizardRoutes } from './routes/wizard.ts';
import { templateRoutes } from './routes/templates.ts';
import { workspaceRoutes } from './routes/workspace.ts';
import type { WebParts } from './rooms.ts';

export type Routes = (server: FastifyInstance, parts: WebParts) => void;

export const routes: Routes[] = [
  accountHealthRoutes,
  accountLedgerRoutes,
  accountMovingRoutes,
  accountPageRoutes,
  accountQueueRoutes,
  accountSettingsRoutes,
  accountAutomationRoutes,
  auditRoutes,
  bulkRoutes,
  callLogRoutes,
  callingRoutes,
  callRoutes,
  channelRoutes,
  chatflowEditorRoutes,
  chatflowSettingsRoutes,
  chatflowsRoutes,
  connectingRoutes,
  contactAddressRoutes,
  contactMergingRoutes,
  contactRoutes,
  contactWritingRoutes,
  contactsRoutes,
  content,
  contentRulesRoutes,
  revealing,
  conversation,
  doctorRoutes,
  documentRoutes,
  duplicatesRoutes,
  exportsRoutes,
  firstRunRoutes,
  forwarding,
  habitRoutes,
  handling,
  health,
  importRoutes,
  importsRoutes,
  inbox,
  inboxMemberRoutes,
  inboxesRoutes,
  insertionRoutes,
  invitationRoutes,
  libraryEntryRoutes,
  libraryRoutes,
  macroActionRoutes,
  macroTemplateRoutes,
  macroRoutes,
  macroRunRoutes,
  listViewFormRoutes,
  listViewRoutes,
  messageDetails,
  messages,
  newConversation,
  notificationRoutes,
  notificationSettingsRoutes,
  palette,
  passwordRoutes,
  pipelineRoutes,
  previewRoute,
  propertyRoutes,
  slaFormRoutes,
  slaRoutes,
  stageRoutes,
  profileRoutes,
  pushRoutes,
  recentRoutes,
  rearranging,
  recordLinkRoutes,
  recordRoutes,
  recordTypeRoutes,
  restrictionRoutes,
  contactSavingRoutes,
  recordWritingRoutes,
  recordsRoutes,
  templateRoutes,
  transcripts,
  sampleRoutes,
  search,
  secondFactorRoutes,
  securityRoutes,
  senderRoutes,
  sending,
  amending,
  reacting,
  signInRoutes,
  stagedSending,
  tableRoutes,
  teamRoutes,
  roleRoutes,
  boardRoutes,
  newTicketRoutes,
  ticketsChangingRoutes,
  assigningRoutes,
  skillRoutes,
  skillRuleRoutes,
  neededSkillRoutes,
  ticketLinkRoutes,
  ticketRoutes,
  ticketsRoutes,
  tokenRoutes,
  userRoutes,
  userStandingRoutes,
  webhookDeliveryRoutes,
  webhookSettingsRoutes,
  webhooksRoutes,
  wizardRoutes,
  workspaceRoutes,
];
