import { type ClientSchema, a, defineData } from '@aws-amplify/backend';

import { tokenRevocation } from '../token-revocation/resource';

const schema = a.schema({
  Note: a.model({ title: a.string().required(), text: a.string() }).authorization((allow) => [allow.custom()]),

  countNotes: a
    .query()
    .returns(a.integer())
    .handler(a.handler.custom({ dataSource: a.ref('Note'), entry: './count-notes.js' }))
    .authorization((allow) => [allow.custom()]),

  onNoteChange: a
    .subscription()
    .for(a.ref('Note').mutations(['create', 'update']))
    .handler(a.handler.custom({ entry: './on-note-change.js' }))
    .authorization((allow) => [allow.custom()]),
});

export type Schema = ClientSchema<typeof schema>;

export const data = defineData({
  schema,
  authorizationModes: {
    defaultAuthorizationMode: 'lambda',
    lambdaAuthorizationMode: { function: tokenRevocation, timeToLiveInSeconds: 0 },
  },
});
