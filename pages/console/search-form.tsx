import type { ComponentChildren } from 'preact';
import { useRef } from 'preact/hooks';

/** What one looks for in a view. */
export interface SearchFormProps {
  readonly label: string;
  /** What has been looked for last. */
  readonly text: string;
  /** Says what may be looked for. */
  readonly children: ComponentChildren;
  /** Gets what is looked for, without spaces around it. */
  readonly onSearch: (text: string) => void;
}

/** The field and the button with which a view is searched. */
export function SearchForm({ label, text, children, onSearch }: SearchFormProps) {
  const field = useRef<HTMLInputElement>(null);
  const submit = (event: Event) => {
    event.preventDefault();
    onSearch(field.current?.value.trim() ?? '');
  };
  return (
    <form class="search" role="search" onSubmit={submit}>
      <label for="search">{label}</label>
      <input
        ref={field}
        id="search"
        type="search"
        maxLength={200}
        defaultValue={text}
        autocomplete="off"
        spellcheck={false}
        aria-describedby="search-hint"
      />
      <button type="submit" class="button" data-kind="primary">
        Search
      </button>
      <p id="search-hint" class="hint">
        {children}
      </p>
    </form>
  );
}
