import { Monitoring } from 'cognito-sign-out';
import { defineTokenRevocation } from 'cognito-sign-out/amplify';

// In an app that somebody operates: Monitoring.alarms({ email: 'ops@example.com' }).
export const tokenRevocation = defineTokenRevocation({ monitoring: Monitoring.none('an example') });
