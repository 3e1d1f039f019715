import type { ComponentChildren } from 'preact';

/** How something stands. */
export type Tone = 'good' | 'bad' | 'warn' | 'neutral';

/** Never by colour alone: each has a shape of its own, and the text beside it. */
const SHAPES: Readonly<Record<Tone, string>> = {
  good: 'M3 8.5l3.2 3.2L13 5',
  bad: 'M4 4l8 8M12 4l-8 8',
  warn: 'M8 3v6M8 12.2v.6',
  neutral: 'M4 8h8',
};

/** A word that says how something stands, with a sign and a colour. */
export function Status({ tone, children }: { readonly tone: Tone; readonly children: ComponentChildren }) {
  return (
    <span class="status" data-tone={tone}>
      <svg viewBox="0 0 16 16" aria-hidden="true" fill="none" stroke="currentColor" stroke-width="2.25">
        <path d={SHAPES[tone]} stroke-linecap="round" stroke-linejoin="round" />
      </svg>
      <span>{children}</span>
    </span>
  );
}
