import type { ComponentChildren } from 'preact';
import { useEffect, useRef } from 'preact/hooks';

/**
 * A dialog that is open as long as it is there: it holds the focus, and gives it back to what had it. Escape asks to close it.
 */
export function Dialog(props: {
  readonly heading: ComponentChildren;
  readonly children: ComponentChildren;
  /** Asked for by Escape; what is under way may say no. */
  readonly onCancel: () => void;
}) {
  const element = useRef<HTMLDialogElement>(null);
  useEffect(() => {
    const before = document.activeElement;
    const dialog = element.current;
    dialog?.showModal();
    return () => {
      dialog?.close();
      // When it is gone from the page, which as long as it stands there takes no focus elsewhere.
      setTimeout(() => {
        // What had the focus may be gone with what was ended: then it is the page's main part.
        const back = before instanceof HTMLElement && before.isConnected ? before : document.querySelector('main');
        if (back instanceof HTMLElement) back.focus();
      });
    };
  }, []);
  return (
    <dialog
      ref={element}
      class="dialog"
      aria-labelledby="dialog-heading"
      onCancel={(event) => {
        event.preventDefault();
        props.onCancel();
      }}
      onClose={({ currentTarget }) => {
        // A second Escape closes it whatever the page says: what is under way stays in sight.
        setTimeout(() => {
          if (currentTarget.isConnected && !currentTarget.open) currentTarget.showModal();
        });
      }}
    >
      <h2 id="dialog-heading" tabIndex={-1}>
        {props.heading}
      </h2>
      {props.children}
    </dialog>
  );
}
