import type { ComponentChildren } from 'preact';

/** What a button says and does. */
export interface ButtonProps {
  readonly children: ComponentChildren;
  readonly onPress: () => void;
  /**
   * What it is to a screen reader, where its text does not tell it from the others; it begins with that text.
   *
   * @default its text
   */
  readonly name?: string | undefined;
  /** @default 'plain' */
  readonly kind?: 'primary' | 'danger' | 'plain';
  /**
   * It can't be pressed now. It keeps the focus and is still read, as a button that vanished under the finger would not.
   *
   * @default false
   */
  readonly disabled?: boolean;
}

/** A button. */
export function Button({ children, onPress, name, kind = 'plain', disabled = false }: ButtonProps) {
  return (
    <button
      type="button"
      class="button"
      data-kind={kind}
      aria-label={name}
      aria-disabled={disabled}
      onClick={() => {
        if (!disabled) onPress();
      }}
    >
      {children}
    </button>
  );
}
