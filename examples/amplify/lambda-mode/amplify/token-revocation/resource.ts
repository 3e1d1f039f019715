import { defineTokenRevocation } from 'cognito-sign-out/amplify';

export const tokenRevocation = defineTokenRevocation();
