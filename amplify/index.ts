export { authorizeData, type BackendRevocation } from './authorize-data';
export type { BackendData } from './backend-data';
export type { BackendTokenRevocation } from './backend-token-revocation';
export { defineTokenRevocation, type DefineTokenRevocationProps } from './define-token-revocation';
export { guardData, type BackendGuard } from './guard-data';
