import { defineBackend } from '@aws-amplify/backend';
import { guardData } from 'cognito-sign-out/amplify';

import { auth } from './auth/resource';
import { data } from './data/resource';
import { tokenRevocation } from './token-revocation/resource';

const backend = defineBackend({ auth, data, tokenRevocation });

// Signed-out tokens are rejected; all rules of the schema stay as they are.
guardData(backend.data, backend.tokenRevocation);

// Where the apps sign out: custom.signOutApiUrl in amplify_outputs.json.
backend.addOutput({ custom: { signOutApiUrl: backend.tokenRevocation.tokenRevocation.signOutApi.url } });
