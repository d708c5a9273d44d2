// What each payload of the provider says: its kind, … for another page, and what matters of each thing.

export const READINGS: Record<string, string> = {
  rest_get__applications_200_readempty: 'application:',
  rest_get__applications_200_readfull: 'application …: d8821fb7-4d01-48b2-bdc5-34e46252b90b',
  rest_get__availablephonenumbers_200_readempty: 'country:',
  rest_get__availablephonenumbers_200_readfull: 'country: DK Denmark | AU Australia',
  rest_get__availablephonenumbers_countrycode__200_fetch: 'country: US United States',
  rest_get__availablephonenumbers_countrycode_local_200_readempty: 'number on offer:',
  rest_get__availablephonenumbers_countrycode_local_200_readfull: 'number on offer: +18089251571 Hilo HI none',
  rest_get__availablephonenumbers_countrycode_mobile_200_readempty: 'number on offer:',
  rest_get__availablephonenumbers_countrycode_mobile_200_readfull: 'number on offer: +4759440374 none',
  rest_get__availablephonenumbers_countrycode_tollfree_200_readempty: 'number on offer:',
  rest_get__availablephonenumbers_countrycode_tollfree_200_readfull: 'number on offer: +18001000052 none',
  rest_get__calls_200_reademptydatefundateformats: 'call:',
  rest_get__calls_200_reademptydatesgreater: 'call:',
  rest_get__calls_200_reademptydatesless: 'call:',
  rest_get__calls_200_readfullpage1:
    'call …: completed outbound-api +13051416799 +13051913581 4 machine_start | completed inbound +13051416798 +13051913580 3 human',
  rest_get__calls_200_readfullpage2:
    'call …: completed outbound-api +13051416799 +13051913581 4 machine_start | completed inbound +13051416798 +13051913580 3 human',
  rest_get__calls_callsid_events_200_readempty: 'request:',
  rest_get__calls_callsid_events_200_readfull: 'request:',
  rest_get__calls_callsid_recordings_200_readempty: 'recording:',
  rest_get__calls_callsid_recordings_200_readfull: 'recording: completed StartCallRecordingAPI 4 2',
  rest_get__calls_sid__200_fetch: 'call: completed outbound-api +13051416799 +13051913581 4 machine_start',
  rest_get__conferences_200_readdatecreatedequals:
    'conference …: in-progress friendly_name | in-progress MyRoom | completed FRIEND participant-with-end-conference-on-exit-left',
  rest_get__conferences_200_readdatecreatedonorafter:
    'conference: in-progress friendly_name | in-progress MyRoom | in-progress FRIEND',
  rest_get__conferences_200_readempty: 'conference:',
  rest_get__conferences_200_readfull:
    'conference …: in-progress friendly_name | in-progress MyRoom | completed FRIEND participant-with-end-conference-on-exit-left',
  rest_get__conferences_200_readmyroom:
    'conference: in-progress MyRoom | completed MyRoom last-participant-left | completed MyRoom last-participant-left',
  rest_get__conferences_200_readnext:
    'conference …: in-progress friendly_name | in-progress friendly_name | in-progress friendly_name',
  rest_get__conferences_200_readprevious:
    'conference …: in-progress friendly_name | in-progress friendly_name | in-progress friendly_name',
  rest_get__conferences_conferencesid_participants_200_readempty: 'participant:',
  rest_get__conferences_conferencesid_participants_200_readfull:
    'participant …: connected true false | connected true false',
  rest_get__conferences_conferencesid_participants_200_readnext:
    'participant …: connected true false | connected true false',
  rest_get__conferences_conferencesid_participants_200_readprevious:
    'participant …: connected true false | connected true false',
  rest_get__conferences_conferencesid_participants_callsid__200_fetch: 'participant: connected false false',
  rest_get__conferences_conferencesid_participants_callsid__200_fetchbylabel:
    'participant: connected customer false false',
  rest_get__conferences_sid__200_fetchunknownmixerzoneinitintegerstatus:
    'conference: init AHH YEAH participant-with-end-conference-on-exit-left',
  rest_get__conferences_sid__200_fetchvalidmixerzone: 'conference: completed AHH YEAH last-participant-left',
  rest_get__conferences_sid__200_fetchvalidregioninprogress: 'conference: in-progress AHH YEAH',
  rest_get__conferences_sid__200_fetchwithoutmixerzoneintegerstatus:
    'conference: completed AHH YEAH participant-with-end-conference-on-exit-left',
  rest_get__incomingphonenumbers_200_readempty: 'number:',
  rest_get__incomingphonenumbers_200_readfull: 'number: +18089255327 (808) 925-5327',
  rest_get__incomingphonenumbers_sid__200_fetch: 'number: +18089255327 (808) 925-5327',
  rest_get__keys_200_readempty: 'key:',
  rest_get__keys_200_readfull: 'key: foo',
  rest_get__outgoingcallerids_200_readempty: 'caller id:',
  rest_get__outgoingcallerids_200_readfull: 'caller id: +141586753096 (415) 867-5309',
  rest_get__queues_200_readempty: 'queue:',
  rest_get__queues_200_readfull: 'queue …: 0.361280134646222 0 100',
  rest_get__queues_queuesid_members_200_readempty: 'queue member:',
  rest_get__queues_queuesid_members_200_readfull: 'queue member: 1 124',
  rest_get__queues_queuesid_members_callsid__200_fetch: 'queue member: 1 143',
  rest_get__queues_queuesid_members_callsid__200_fetchfront: 'queue member: 1 143',
  rest_get__queues_sid__200_fetch: 'queue: 0.361280134646222 0 100',
  rest_get__recordings_200_readempty: 'recording:',
  rest_get__recordings_200_readfull: 'recording: completed StartConferenceRecordingAPI 4 1',
  rest_get__recordings_200_readincludesoftdeleted: 'recording: deleted OutboundAPI 6 2 | completed OutboundAPI 6 2',
  rest_get__recordings_recordingsid_transcriptions_200_readempty: 'transcription:',
  rest_get__recordings_recordingsid_transcriptions_200_readfull: 'transcription: in-progress THIS IS A TEST',
  rest_get__recordings_sid__200_fetch: 'recording: completed StartConferenceRecordingAPI 4 1',
  rest_get__recordings_sid__200_fetchincludesoftdeleted: 'recording: deleted StartConferenceRecordingAPI 4 1',
  rest_get__transcriptions_sid__200_fetch: 'transcription: failed (blank)',
  rest_post__applications_201_create: 'application: Application Friendly Name http://example.com',
  rest_post__calls_201_create: 'call: completed inbound +14158675308 +14158675309 15',
  rest_post__calls_201_createwithtwiml: 'call: completed inbound +14158675308 +14158675309 15',
  rest_post__calls_callsid_recordings_200_create200: 'recording: in-progress StartCallRecordingAPI 2',
  rest_post__calls_callsid_recordings_201_create201: 'recording: in-progress StartCallRecordingAPI 2',
  rest_post__calls_callsid_streams_200_createnoargs: 'stream: in-progress',
  rest_post__calls_callsid_streams_200_createwithargs: 'stream: in-progress myName',
  rest_post__calls_callsid_transcriptions_200_createnoargs: 'live transcription: in-progress',
  rest_post__calls_callsid_transcriptions_200_createwithargs: 'live transcription: in-progress myName',
  rest_post__calls_sid__200_cancel: 'call: canceled inbound +14158675308 +14158675309 15',
  rest_post__calls_sid__200_posttwiml: 'call: canceled inbound +14158675308 +14158675309 15',
  rest_post__calls_sid__200_update: 'call: completed inbound +14158675308 +14158675309 15',
  rest_post__calls_sid__200_updatetimelimit: 'call: canceled inbound +14158675308 +14158675309 15',
  rest_post__conferences_conferencesid_participants_201_createwithfriendlyname:
    'participant: queued customer false false',
  rest_post__conferences_conferencesid_participants_201_createwithfriendlynamebyoc: 'participant: queued false false',
  rest_post__conferences_conferencesid_participants_201_createwithfriendlynamecallerid:
    'participant: queued false false',
  rest_post__conferences_conferencesid_participants_201_createwithfriendlynamejitterbuffersize:
    'participant: queued false false',
  rest_post__conferences_conferencesid_participants_201_createwithfriendlynamereason: 'participant: queued false false',
  rest_post__conferences_conferencesid_participants_201_createwithfriendlynamerecordingtrack:
    'participant: queued false false',
  rest_post__conferences_conferencesid_participants_201_createwithfromtoclient:
    'participant: queued customer false false',
  rest_post__conferences_conferencesid_participants_201_createwithfromtosip: 'participant: queued customer false false',
  rest_post__conferences_conferencesid_participants_201_createwithfromtotwimlapp:
    'participant: queued customer false false',
  rest_post__conferences_conferencesid_participants_201_createwithnone164number: 'participant: queued false false',
  rest_post__conferences_conferencesid_participants_201_createwithsid: 'participant: queued customer false false',
  rest_post__conferences_conferencesid_participants_201_createwithsidascoach: 'participant: queued false false',
  rest_post__conferences_conferencesid_participants_callsid__200_announcetoparticipant:
    'participant: connected false false',
  rest_post__conferences_conferencesid_participants_callsid__200_holdparticipantwithmusic:
    'participant: connected false true',
  rest_post__conferences_conferencesid_participants_callsid__200_modifyparticipant: 'participant: complete false false',
  rest_post__conferences_conferencesid_participants_callsid__200_modifyparticipantbylabel:
    'participant: complete customer false false',
  rest_post__conferences_conferencesid_participants_callsid__200_muteparticipant: 'participant: connected true false',
  rest_post__conferences_conferencesid_participants_callsid__200_muteparticipantbylabel:
    'participant: connected customer true false',
  rest_post__conferences_sid__200_announcetoconference: 'conference: in-progress MyRoom',
  rest_post__conferences_sid__200_updateendconference: 'conference: completed conference-ended-via-api',
  rest_post__incomingphonenumbers_201_create:
    'number: +18089255327 friendly_name https://example.com https://example.com',
  rest_post__incomingphonenumbers_sid__200_update: 'number: +18089255327 (808) 925-5327',
  rest_post__keys_201_create: 'key: foo',
  rest_post__outgoingcallerids_200_create: 'caller id: +18001234567 friendly_name',
  rest_post__queues_201_create: 'queue: 0.361280134646222 0 100',
  rest_post__queues_queuesid_members_callsid__200_dequeuefront: 'queue member: 1 143',
  rest_post__queues_queuesid_members_callsid__200_update: 'queue member: 1 143',
  rest_post__queues_sid__200_update: 'queue: 0.361280134646222 0 100',
  rest_post__tokens_201_create: 'servers for sound:',
  signature_test_vector_body_sha256: 'not a callback',
  signature_test_vector_form: 'not a callback',
  webhook_client_outbound_twiml_app: 'call ringing by withheld:CA7fd72394a784f268e0a9bdc251b73204',
  webhook_inbound_voice_ringing: 'call ringing by +123456789',
  webhook_recording_status_call_api_dual: 'audio 11 s',
  webhook_recording_status_record_verb: 'voice 3 s',
  webhook_status_outbound_busy: 'call ended by +447412301423',
  webhook_status_outbound_completed_human: 'call ended by +16466063895',
};
