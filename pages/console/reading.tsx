import type { ComponentChildren } from 'preact';

/** That something is being read. It shows only what takes a moment. */
export function Reading({ children }: { readonly children: ComponentChildren }) {
  return (
    <p class="reading">
      <span class="spinner" aria-hidden="true" />
      {children}
    </p>
  );
}
