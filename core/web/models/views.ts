// Which model each of the desk's views takes: `renderer.render(name, model, context)` is checked against this.
import type { AsideCard, AsideContact, AsideModel } from './aside.ts';
import type { AttachedFile, ComposerModel } from './composer.ts';
import type { Fate, HeaderModel, LogEntry, LogModel, ThreadModel } from './conversation.ts';
import type { FieldGroup, FieldModel } from './fields.ts';
import type { ConversationList, ConversationRow, InboxPage, RowsModel } from './inbox.ts';
import type { TroubleBanner, TroublePage } from './trouble.ts';
import type {
  AccountLine,
  Arrival,
  ChannelsPage,
  ChecksModel,
  ChooseChannelPage,
  ConfigurationPage,
  PluginPage,
  Figure,
  HealthPage,
  LedgerModel,
  QueueModel,
  RawModel,
  ReturnedPage,
  WizardPage,
} from './channels.ts';
import type {
  ChatflowLine,
  ChatflowPage,
  ChatflowsPage,
  FlowTest,
  StepForm,
  StepList,
  StepModel,
} from './chatflows.ts';
import type { ContactFormPage, ContactPage, ContactsFound, ContactsPage, TimelineModel } from './contacts.ts';
import type { ComparePage, DuplicatesPage, PairsModel } from './duplicates.ts';
import type { EntryPage } from './entry.ts';
import type { DialogModel, FormModel, Section, SettingsPage, SwitchForm, TableModel } from './forms.ts';
import type { CallBack, CallDialog, CallsFound, CallsNow, CallsPage } from './calls.ts';
import type { Frame, PageHead, RunNotice, SampleNotice } from './frame.ts';
import type { RecordPage, RecordsFound, RecordsPage } from './records.ts';
import type { ImportPage, ImportProgress, MappingPage } from './imports.ts';
import type { Insertion, LibraryFound, LibraryPreview, MacroActions, MacroPick, PickList } from './library.ts';
import type { ConditionsModel, GalleryPage, ListViewFormPage, ListViewPreview, ListViewsPage } from './list-views.ts';
import type { HitsModel, RecentPage, SearchFound, SearchPage } from './search.ts';
import type { NotificationsPage, PushModel } from './notifications.ts';
import type { TemplateFill, TemplatePick, TemplatePreview } from './templates.ts';
import type {
  BoardModel,
  BoardPage,
  CardsModel,
  OrderModel,
  TicketFormPage,
  TicketPage,
  TicketsFound,
  TicketsPage,
} from './tickets.ts';
import type { SlaFormPage, SlaPreview } from './sla.ts';
import type { PaletteFound, Suggestions } from './palette.ts';
import type { Banner, Empty, Lists, Person, Toast } from './shared.ts';

export interface Views {
  'inbox/page': InboxPage;
  'inbox/conversations': ConversationList;
  'inbox/rows': RowsModel;
  'inbox/row': ConversationRow;
  'inbox/snippet': Pick<ConversationRow, 'snippet' | 'typing' | 'draft'>;
  'inbox/watch': Pick<ConversationRow, 'watchers'>;
  'conversation/thread': ThreadModel;
  'conversation/header': HeaderModel;
  'conversation/watchers': Pick<HeaderModel, 'id' | 'watchers'>;
  'conversation/log': LogModel;
  'conversation/entries': { entries: LogEntry[] };
  'conversation/typing': { typing: { person: Person }[] };
  'conversation/visit': Pick<HeaderModel, 'id' | 'visit'>;
  'conversation/reactions': {
    action: string;
    choices: { emoji: string; value: string; current?: boolean }[];
  };
  'conversation/amend': { id: number; editHref?: string; removeHref?: string };
  'conversation/fate': { id: number; fate: Fate };
  'conversation/composer': ComposerModel;
  'conversation/composer/losses': Pick<ComposerModel, 'id' | 'losses' | 'previewHref'>;
  'conversation/composer/file': AttachedFile;
  'conversation/aside': AsideModel;
  'conversation/aside/contact': AsideContact;
  'conversation/aside/card': AsideCard;
  'layouts/badge': { count: number };
  'layouts/rail-user': Frame['user'];
  'layouts/sample': SampleNotice;
  'notifications/page': NotificationsPage;
  'notifications/push': PushModel;
  'shared/lists': Lists;
  'shared/banner': Banner;
  'shared/toast': Toast;
  'shared/empty': Empty;
  'shared/field': FieldModel;
  'shared/field-groups': { groups: FieldGroup[] };
  'trouble/page': TroublePage;
  'trouble/banner': TroubleBanner;
  'palette/found': PaletteFound;
  'shared/suggestions': Suggestions;
  'shared/form': FormModel;
  'shared/table': TableModel;
  'shared/table-rows': Pick<TableModel, 'rows' | 'more' | 'columns'>;
  'shared/section': Section;
  'shared/switch-form': SwitchForm;
  'shared/dialog': DialogModel;
  'shared/dialog-page': DialogModel & PageHead & { lists?: Lists };
  'settings/page': SettingsPage;
  'channels/page': ChannelsPage;
  'channels/account-line': AccountLine;
  'channels/choose': ChooseChannelPage;
  'channels/wizard': WizardPage;
  'channels/returned': ReturnedPage;
  'channels/configuration': ConfigurationPage;
  'channels/plugin-page': PluginPage;
  'channels/health': HealthPage;
  'channels/figures': { figures: Figure[] };
  'channels/ledger': LedgerModel;
  'channels/arrivals': { arrivals: Arrival[]; more?: string };
  'channels/queue': QueueModel;
  'channels/checks': ChecksModel;
  'channels/raw': RawModel;
  'chatflows/page': ChatflowsPage;
  'chatflows/line': ChatflowLine;
  'chatflows/flow': ChatflowPage;
  'chatflows/steps': StepList;
  'chatflows/step': StepModel;
  'chatflows/step-form': StepForm;
  'chatflows/test': FlowTest;
  'contacts/page': ContactsPage;
  'contacts/found': ContactsFound;
  'contacts/form': ContactFormPage;
  'contacts/contact': ContactPage;
  'contacts/timeline': TimelineModel;
  'contacts/entries': TimelineModel;
  'tickets/page': TicketsPage;
  'tickets/found': TicketsFound;
  'tickets/board-page': BoardPage;
  'tickets/board': BoardModel;
  'tickets/cards': CardsModel;
  'tickets/form': TicketFormPage;
  'tickets/ticket': TicketPage;
  'tickets/order': OrderModel;
  'sla/form': SlaFormPage;
  'sla/preview': SlaPreview;
  'records/page': RecordsPage;
  'records/found': RecordsFound;
  'records/record': RecordPage;
  'duplicates/page': DuplicatesPage;
  'duplicates/pairs': PairsModel;
  'duplicates/compare': ComparePage;
  'imports/page': ImportPage;
  'imports/progress': ImportProgress;
  'imports/mapping': MappingPage;
  'library/found': LibraryFound;
  'library/preview': LibraryPreview;
  'library/pick': PickList;
  'templates/search': { address: string; carried: { name: string; value: string }[] };
  'templates/pick': TemplatePick;
  'templates/found': Pick<TemplatePick, 'options' | 'more'>;
  'templates/fill': TemplateFill;
  'templates/preview': TemplatePreview;
  'library/options': Pick<PickList, 'options' | 'action'>;
  'library/insertion': Insertion;
  'macros/pick': MacroPick;
  'macros/actions': MacroActions;
  'list-views/page': ListViewsPage;
  'list-views/gallery': GalleryPage;
  'list-views/form': ListViewFormPage;
  'list-views/conditions': ConditionsModel;
  'list-views/preview': ListViewPreview;
  'calling/now': CallsNow;
  'calling/page': CallsPage;
  'calling/found': CallsFound;
  'calling/back': CallBack;
  'calling/dialog': CallDialog;
  'calling/dialog-page': CallDialog;
  'layouts/run': RunNotice;
  'search/page': SearchPage;
  'search/recent': RecentPage;
  'search/found': SearchFound;
  'search/hits': HitsModel;
  'entry/page': EntryPage;
}
