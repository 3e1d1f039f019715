import { useEffect, useState } from 'preact/hooks';

import { Status } from '../shared/status';
import { leftOf, unfinishedOf, type Ending, type Step } from './ending';
import { summaryOf, verdictOf } from './verdict';

/** Seconds that a sign-out of everybody takes: as long as a gateway may go by what it read before. */
const WIDE = 5;

/** How far it is. */
export function SignOutProgress({ ending, isWide }: { readonly ending: Ending; readonly isWide: boolean }) {
  const { steps, done, failed, current } = ending;
  const seconds = useSeconds();
  useEffect(() => {
    // The button that had the focus is gone with the form.
    document.getElementById('dialog-heading')?.focus();
  }, []);
  const passed = done.length + failed.length;
  if (isWide) {
    return (
      <div class="progress">
        <p id="progress">
          Signing out: this takes about five seconds, until no gateway goes by what it has read before. {seconds} s so
          far.
        </p>
        <progress aria-labelledby="progress" max={WIDE + 1} value={Math.min(seconds, WIDE + 1)} />
      </div>
    );
  }
  return (
    <div class="progress">
      <p id="progress">
        {steps.length === 1 ? 'Ending' : `Ended ${String(done.length)} of ${String(steps.length)}. Now`}:{' '}
        {current === undefined ? '…' : <StepName step={current} />}
      </p>
      {steps.length === 1 ? (
        <progress aria-labelledby="progress" />
      ) : (
        <progress aria-labelledby="progress" max={steps.length} value={passed} />
      )}
    </div>
  );
}

/** What came of it: all of it, or what is left and why. */
export function SignOutResult({ ending }: { readonly ending: Ending }) {
  const { steps, failed } = ending;
  const left = leftOf(ending);
  const { tone, word } = verdictOf(ending);
  return (
    <div class="result" role="status">
      <p>
        <Status tone={tone}>{word}</Status> {summaryOf(ending)}
      </p>
      <Unfinished steps={unfinishedOf(ending)} />
      {failed.length > 0 && (
        <ul class="failures">
          {failed.map(({ step, problem }) => (
            <li key={JSON.stringify(step.target)}>
              <StepName step={step} />: {problem.message}
            </li>
          ))}
        </ul>
      )}
      {left.length > failed.length && steps.length > 1 && <p>The others were left alone.</p>}
    </div>
  );
}

/** Whose, in the words that were chosen for it; of a session, its id too: two may have the same label. */
function StepName({ step: { name, target } }: { readonly step: Step }) {
  const id = 'sub' in target ? target.sessionId : undefined;
  return (
    <>
      <bdi>
        <strong>{name}</strong>
      </bdi>
      {id !== undefined && id !== name && (
        <>
          {' '}
          <code>{id}</code>
        </>
      )}
    </>
  );
}

function Unfinished({ steps }: { readonly steps: readonly string[] }) {
  if (steps.length === 0) return null;
  const whose = steps.includes('cognito_global_sign_out') ? "the user's refresh tokens" : 'the refresh token';
  return <p>Cognito itself still accepts {whose}. What it gives for that is rejected as well.</p>;
}

/** How long it has been shown. */
function useSeconds(): number {
  const [seconds, setSeconds] = useState(0);
  useEffect(() => {
    const timer = setInterval(() => {
      setSeconds((number) => number + 1);
    }, 1000);
    return () => {
      clearInterval(timer);
    };
  }, []);
  return seconds;
}
