import { defineBackend } from '@aws-amplify/backend';
import { authorizeData } from 'cognito-sign-out/amplify';

import { auth } from './auth/resource';
import { data } from './data/resource';
import { tokenRevocation } from './token-revocation/resource';

const backend = defineBackend({ auth, data, tokenRevocation });

// The authorizer alone decides: Cognito's mode, which Amplify adds, would accept signed-out tokens.
authorizeData(backend.data, backend.tokenRevocation);

// Where the apps sign out: custom.signOutApiUrl in amplify_outputs.json.
backend.addOutput({ custom: { signOutApiUrl: backend.tokenRevocation.tokenRevocation.signOutApi.url } });
