import { useState } from 'preact/hooks';

import { Button } from '../shared/button';
import { Panel } from '../shared/panel';
import { useConsole } from './context';
import { SignOutDialog, type SignOutPlan } from './sign-out-dialog';

/** Ends everybody's sessions: of an app client, or of the pool. */
export function EverybodyView() {
  const { stack } = useConsole();
  const [plan, setPlan] = useState<SignOutPlan>();
  return (
    <>
      <h1>Everybody</h1>
      <p>For a leaked secret or a breach. Everybody has to sign in again, and can.</p>
      <Panel id="clients" heading="Everybody of an app client">
        {stack.clientIds.length === 0 && <p>The stack names no app client: it has no output UserPoolClientId.</p>}
        <ul class="targets">
          {stack.clientIds.map((clientId) => (
            <li key={clientId}>
              <code>{clientId}</code>
              <Button
                kind="danger"
                name={`Sign out everybody of the client ${clientId}`}
                onPress={() => {
                  setPlan(planFor('the app client', clientId, { clientId }));
                }}
              >
                Sign out everybody
              </Button>
            </li>
          ))}
        </ul>
      </Panel>
      <Panel id="pool" heading="Everybody of the user pool">
        <ul class="targets">
          <li>
            <code>{stack.userPoolId}</code>
            <Button
              kind="danger"
              name={`Sign out everybody of the user pool ${stack.userPoolId}`}
              onPress={() => {
                setPlan(planFor('the user pool', stack.userPoolId, { userPool: true }));
              }}
            >
              Sign out everybody
            </Button>
          </li>
        </ul>
      </Panel>
      {plan !== undefined && (
        <SignOutDialog
          plan={plan}
          onClose={() => {
            setPlan(undefined);
          }}
        />
      )}
    </>
  );
}

function planFor(what: string, id: string, target: { clientId: string } | { userPool: true }): SignOutPlan {
  return {
    heading: `Sign out everybody of ${what}`,
    explanation: (
      <p>
        All sessions of {what} that began until now end, on every device. It can not be undone. It takes about five
        seconds.
      </p>
    ),
    steps: [{ name: `everybody of ${what} ${id}`, target }],
    confirmation: id,
    action: 'Sign out everybody',
  };
}
