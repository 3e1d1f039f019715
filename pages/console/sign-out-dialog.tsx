import type { ComponentChildren } from 'preact';
import { useEffect, useRef, useState } from 'preact/hooks';

import { Button } from '../shared/button';
import { useConsole } from './context';
import { Dialog } from './dialog';
import { end, leftOf, type Ending, type Step } from './ending';
import { useStay } from './route';
import { SignOutForm, type Given } from './sign-out-form';
import { SignOutProgress, SignOutResult } from './sign-out-progress';

/** What is asked for, before anybody has confirmed it. */
export interface SignOutPlan {
  readonly heading: ComponentChildren;
  /** What it does, and what it does not. */
  readonly explanation: ComponentChildren;
  readonly steps: readonly Step[];
  /** What has to be typed. @default nothing */
  readonly confirmation?: string;
  /** What the button says. */
  readonly action: string;
}

/** Asks for the reason, does it, and says what came of it. */
export function SignOutDialog(props: {
  readonly plan: SignOutPlan;
  /** It is over, whatever came of it: the steps that were done. */
  readonly onClose: (done: readonly Step[]) => void;
}) {
  const { plan, onClose } = props;
  const { ask } = useConsole();
  const [ending, setEnding] = useState<Ending>();
  const [given, setGiven] = useState<Given>();
  const [isRunning, setRunning] = useState(false);
  const [ended, setEnded] = useState<readonly Step[]>([]);
  const stop = useRef<AbortController>(undefined);
  const isWide = plan.confirmation !== undefined;
  useStay(isRunning);
  // Nothing goes on unseen, should it vanish all the same.
  useEffect(() => () => stop.current?.abort(), []);

  async function run(steps: readonly Step[], by: Given): Promise<void> {
    setGiven(by);
    setRunning(true);
    stop.current = new AbortController();
    const result = await end(ask, steps, by, setEnding, stop.current.signal);
    setEnded((before) => [...before, ...result.done.map(({ step }) => step)]);
    setRunning(false);
  }

  const close = () => {
    // What has begun is seen to its end: only then it is known.
    if (isRunning) stop.current?.abort();
    else onClose(ended);
  };
  const left = ending === undefined ? [] : leftOf(ending);
  return (
    <Dialog heading={plan.heading} onCancel={close}>
      {ending === undefined || given === undefined ? (
        <SignOutForm
          confirmation={plan.confirmation}
          action={plan.action}
          onGiven={(by) => void run(plan.steps, by)}
          onCancel={close}
        >
          {plan.explanation}
        </SignOutForm>
      ) : isRunning ? (
        <>
          <SignOutProgress ending={ending} isWide={isWide} />
          {ending.steps.length > 1 && (
            <div class="buttons">
              <Button onPress={close}>Stop after this one</Button>
            </div>
          )}
        </>
      ) : (
        <>
          <SignOutResult ending={ending} />
          <div class="buttons">
            {left.length > 0 && <Button onPress={() => void run(left, given)}>Try again</Button>}
            <CloseButton onPress={close} />
          </div>
        </>
      )}
    </Dialog>
  );
}

/** Has the focus when it appears: what had it is gone. */
function CloseButton({ onPress }: { readonly onPress: () => void }) {
  const holder = useRef<HTMLSpanElement>(null);
  useEffect(() => {
    holder.current?.querySelector('button')?.focus();
  }, []);
  return (
    <span ref={holder}>
      <Button kind="primary" onPress={onPress}>
        Close
      </Button>
    </span>
  );
}
