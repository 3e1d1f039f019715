import { type ClientSchema, a, defineData } from '@aws-amplify/backend';

const schema = a.schema({
  Note: a
    .model({ title: a.string().required(), text: a.string(), comments: a.hasMany('Comment', 'noteId') })
    .authorization((allow) => [allow.owner(), allow.group('editors').to(['read'])]),
  Comment: a
    .model({ text: a.string().required(), noteId: a.id(), note: a.belongsTo('Note', 'noteId') })
    .authorization((allow) => [allow.authenticated()]),

  // A handler of one's own, in JavaScript that runs in AppSync.
  countNotes: a
    .query()
    .returns(a.integer())
    .handler(a.handler.custom({ dataSource: a.ref('Note'), entry: './count-notes.js' }))
    .authorization((allow) => [allow.authenticated()]),

  // A subscription of one's own, besides those that a model has.
  onNoteChange: a
    .subscription()
    .for(a.ref('Note').mutations(['create', 'update']))
    .handler(a.handler.custom({ entry: './on-note-change.js' }))
    .authorization((allow) => [allow.authenticated()]),
});

export type Schema = ClientSchema<typeof schema>;

export const data = defineData({ schema, authorizationModes: { defaultAuthorizationMode: 'userPool' } });
