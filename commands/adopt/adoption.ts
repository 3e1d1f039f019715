import { AdoptionError } from './adoption-error';
import type { ClientDescription } from './client-description';
import { unknownSettings } from './client-settings';
import type { DeviceRemembering } from './device-remembering';
import { describeDifferences, differences } from './difference';
import { formatDuration } from '../shared/duration';
import { explain, isRefusal } from './failures';
import { notesOn, notesOnChange } from './notes';
import type { AdoptionOptions } from './options';
import type { StackOwnership } from './stack-ownership';
import { secondsOf } from './token-validity';
import { updateFor } from './update';
import type { UserPoolClients } from './user-pool-clients';

/** What adopting a client needs. */
export interface AdoptionDependencies {
  readonly clients: UserPoolClients;
  readonly findStack: (clientId: string) => Promise<StackOwnership>;
  readonly findDeviceRemembering: (userPoolId: string) => Promise<DeviceRemembering>;
  /** Shows a line, or several. */
  readonly print: (text: string) => void;
}

/**
 * Switches token revocation on for an app client, and changes validities and adds a sign-out URL where asked. Shows the difference, and without
 * `apply` leaves it at that. Otherwise it writes every setting, reads the client again, and proves that nothing else has
 * changed.
 *
 * @throws AdoptionError if the client is not as asked afterwards, or nobody can tell
 */
export async function adopt(
  options: AdoptionOptions,
  { clients, findStack, findDeviceRemembering, print }: AdoptionDependencies,
): Promise<void> {
  const { userPoolId, clientId, validities, signOutUrl, apply } = options;
  const read = () =>
    clients.describe(userPoolId, clientId).catch((error: unknown) => {
      throw explain(error, 'DescribeUserPoolClient', options);
    });

  const before = await read();
  const standing = notesOn(before, await findDeviceRemembering(userPoolId), signOutUrl);
  const update = updateFor(before, validities, signOutUrl);
  const wanted: ClientDescription = { ...before, ...update };
  const changes = differences(before, wanted);

  print(`App client ${clientId} (${JSON.stringify(before['ClientName'] ?? '')}) of the user pool ${userPoolId}\n`);
  if (changes.length === 0) {
    print(['Adopted already: there is nothing to change.', ...standing.map(asNote)].join('\n\n'));
    return;
  }
  refuseUnknownSettings(before);
  refuseShortRefreshToken(wanted);
  const notes = [...notesOnChange(before, wanted, await findStack(clientId)), ...standing];
  print([describeDifferences(changes), ...notes.map(asNote)].join('\n\n'));
  if (!apply) {
    print('\nNothing was changed. To make this change, add --apply.');
    return;
  }

  refuseChanged(before, await read());
  await clients.update(update).catch((error: unknown) => {
    const { code, message } = explain(error, 'UpdateUserPoolClient', options);
    const outcome = isRefusal(error) ? 'Nothing was changed.' : 'It is not known whether the client was changed.';
    throw new AdoptionError(code, `${message}\n${outcome}`, { cause: error });
  });
  const after = await read().catch((error: unknown) => {
    const message = error instanceof Error ? error.message : '';
    throw new AdoptionError('not_verified', `${message}\nThe client was changed, but not read again: run this again.`);
  });
  proveOnlyWanted(wanted, after);
  print('\nChanged, and read again: it is as shown, and nothing else has changed.');
}

function refuseUnknownSettings(client: ClientDescription): void {
  const unknown = unknownSettings(client);
  if (unknown.length > 0) {
    throw new AdoptionError(
      'unknown_setting',
      `The client has settings that this tool does not know, and would reset: ${unknown.join(', ')}.\n` +
        'Nothing was changed. A later version may know them; or switch token revocation on in the AWS console.',
    );
  }
}

function refuseShortRefreshToken(wanted: ClientDescription): void {
  const [access, id, refresh] = (['AccessToken', 'IdToken', 'RefreshToken'] as const).map((token) =>
    secondsOf(wanted, token),
  ) as [number, number, number];
  if (refresh < Math.max(access, id)) {
    throw new AdoptionError(
      'invalid_validity',
      `The refresh token would be valid for ${formatDuration(refresh)}; allowed: not shorter than the access token ` +
        `(${formatDuration(access)}) and the ID token (${formatDuration(id)}).\nNothing was changed.`,
    );
  }
}

/** Cognito has no conditional update, so this is as close to one as can be. */
function refuseChanged(before: ClientDescription, now: ClientDescription): void {
  const changes = differences(before, now);
  if (changes.length === 0 && now['LastModifiedDate'] === before['LastModifiedDate']) return;
  throw new AdoptionError(
    'changed_meanwhile',
    [
      'Somebody else has changed the client just now.',
      ...describeAny(changes),
      'Nothing was written: run this again.',
    ].join('\n'),
  );
}

function proveOnlyWanted(wanted: ClientDescription, after: ClientDescription): void {
  const found = differences(wanted, after);
  if (found.length === 0) return;
  throw new AdoptionError(
    'not_as_asked',
    ['The client was written, and is not as it should be (should be → is):', ...describeAny(found)].join('\n') +
      '\nSet that right in the AWS console, unless somebody else has changed it just now.',
  );
}

function describeAny(found: Parameters<typeof describeDifferences>[0]): readonly string[] {
  return found.length === 0 ? [] : [describeDifferences(found)];
}

function asNote(note: string): string {
  return `! ${note}`;
}
