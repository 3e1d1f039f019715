import type { ComponentChildren } from 'preact';
import { useRef, useState } from 'preact/hooks';

import { Button } from '../shared/button';

/** What a person has given. */
export interface Given {
  readonly reason: string;
  readonly confirmation?: string;
}

const MAX_REASON = 256;

/** Asks why, and, where it is about everybody, for what has to be typed. */
export function SignOutForm(props: {
  readonly children: ComponentChildren;
  /** What has to be typed. @default nothing */
  readonly confirmation?: string | undefined;
  readonly action: string;
  readonly onGiven: (given: Given) => void;
  readonly onCancel: () => void;
}) {
  const { confirmation, action, onGiven, onCancel } = props;
  const reason = useRef<HTMLInputElement>(null);
  const typed = useRef<HTMLInputElement>(null);
  const [missing, setMissing] = useState<'reason' | 'typed' | undefined>(undefined);

  function submit(event: Event): void {
    event.preventDefault();
    const given = { reason: reason.current?.value.trim() ?? '', typed: typed.current?.value.trim() ?? '' };
    if (given.reason === '') {
      setMissing('reason');
      reason.current?.focus();
    } else if (confirmation !== undefined && given.typed !== confirmation) {
      setMissing('typed');
      typed.current?.focus();
    } else {
      onGiven({ reason: given.reason, ...(confirmation !== undefined && { confirmation: given.typed }) });
    }
  }

  return (
    <form class="form" onSubmit={submit} noValidate>
      {props.children}
      <label for="reason">Reason</label>
      <input
        ref={reason}
        id="reason"
        maxLength={MAX_REASON}
        required
        autocomplete="off"
        aria-invalid={missing === 'reason'}
        aria-describedby="reason-hint"
      />
      <p id="reason-hint" class={missing === 'reason' ? 'error' : 'hint'}>
        {missing === 'reason' ? 'A reason is needed. ' : ''}It is kept with the record, beside who you are.
      </p>
      {confirmation !== undefined && (
        <>
          <label for="typed">
            To go on, type <code>{confirmation}</code>
          </label>
          <input
            ref={typed}
            id="typed"
            required
            autocomplete="off"
            spellcheck={false}
            aria-invalid={missing === 'typed'}
            aria-describedby={missing === 'typed' ? 'typed-error' : undefined}
          />
          {missing === 'typed' && (
            <p id="typed-error" class="error">
              That is not it. Nobody has been signed out.
            </p>
          )}
        </>
      )}
      <div class="buttons">
        <Button onPress={onCancel}>Cancel</Button>
        <button type="submit" class="button" data-kind="danger">
          {action}
        </button>
      </div>
    </form>
  );
}
