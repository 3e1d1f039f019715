import type {
  AuthResources,
  ConstructContainer,
  ConstructContainerEntryGenerator,
  ConstructFactory,
  ConstructFactoryGetInstanceProps,
  FunctionResources,
  ReferenceAuthResources,
  ResourceProvider,
} from '@aws-amplify/plugin-types';
import type { Construct } from 'constructs';

import { Monitoring, type TokenRevocationProps } from '../lib/index';
import { createBackendTokenRevocation, type BackendTokenRevocation } from './backend-token-revocation';

/**
 * Properties of {@link defineTokenRevocation}: those of `TokenRevocation`. The user pool and its client are `auth`'s, and the table
 * is one of its own: where these are others, use `TokenRevocation` itself, in `backend.createStack()`.
 */
export type DefineTokenRevocationProps = Omit<TokenRevocationProps, 'userPool' | 'userPoolClients' | 'revocationTable'>;

/** The nested stack that it stands in. */
const RESOURCE_GROUP = 'tokenRevocation';
/** By which name Amplify's `defineAuth` and `referenceAuth` offer their resources. */
const AUTH = 'AuthResources';
/** Where Amplify says what is deployed: `sandbox`, `branch` or `standalone` (a pipeline's stage). */
const DEPLOYMENT_TYPE = 'amplify-backend-type';

/**
 * A member of `defineBackend({ auth, data, tokenRevocation })`: makes sign-out real for the user pool of `auth`, with its
 * client, in a nested stack `tokenRevocation`. Does nothing to Amplify Data by itself: see `guardData`, and `authorizeData`.
 *
 * In a sandbox nothing is protected from deletion, whatever `deletionProtection` says: `ampx sandbox delete` deletes every
 * resource, and would fail at a protected table. Nor is anybody told of alarms, whatever `monitoring` says: a sandbox is a
 * developer's.
 *
 * @param props - as of `TokenRevocation`; `monitoring` has to be there
 * @returns what Amplify makes the member of; one for each backend
 * @throws Error as the backend is made, if it has no `auth`, or two of these
 * @see https://docs.amplify.aws/react/build-a-backend/add-aws-services/custom-resources/
 */
export function defineTokenRevocation(props: DefineTokenRevocationProps): ConstructFactory<BackendTokenRevocation> {
  // Amplify keeps what a generator has made, so each backend needs the same one at every call.
  const generators = new WeakMap<ConstructContainer, ConstructContainerEntryGenerator>();
  return {
    getInstance: (backend: Partial<ConstructFactoryGetInstanceProps>) => {
      const { constructContainer } = backend;
      if (constructContainer === undefined) {
        throw new Error('defineTokenRevocation: got no backend; write defineBackend({ auth, tokenRevocation })');
      }
      const generator =
        generators.get(constructContainer) ?? generatorOf(props, backend as ConstructFactoryGetInstanceProps);
      generators.set(constructContainer, generator);
      return constructContainer.getOrCompute(generator) as BackendTokenRevocation;
    },
  };
}

function generatorOf(
  props: DefineTokenRevocationProps,
  backend: ConstructFactoryGetInstanceProps,
): ConstructContainerEntryGenerator<FunctionResources> {
  return {
    resourceGroupName: RESOURCE_GROUP,
    generateContainerEntry: ({ scope }) =>
      createBackendTokenRevocation(scope, { ...props, ...inSandbox(scope, props), ...authOf(backend) }),
  };
}

/** Only what is no sandbox can be protected, and is watched. */
function inSandbox(
  scope: Construct,
  { deletionProtection = true, monitoring }: DefineTokenRevocationProps,
): Pick<TokenRevocationProps, 'deletionProtection' | 'monitoring'> {
  const isSandbox = scope.node.tryGetContext(DEPLOYMENT_TYPE) === 'sandbox';
  return isSandbox
    ? { deletionProtection: false, monitoring: Monitoring.none('a sandbox of Amplify') }
    : { deletionProtection, monitoring };
}

function authOf(backend: ConstructFactoryGetInstanceProps): Pick<TokenRevocationProps, 'userPool' | 'userPoolClients'> {
  const factory =
    backend.constructContainer.getConstructFactory<ResourceProvider<AuthResources | ReferenceAuthResources>>(AUTH);
  if (factory === undefined) {
    throw new Error(
      'defineTokenRevocation: the backend has no auth, whose user pool this is for; write ' +
        'defineBackend({ auth, tokenRevocation }), with auth from defineAuth() or referenceAuth()',
    );
  }
  const { userPool, userPoolClient } = factory.getInstance(backend).resources;
  return { userPool, userPoolClients: [userPoolClient] };
}
