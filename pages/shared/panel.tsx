import type { ComponentChildren } from 'preact';

/** A part of a page: a region with its heading, in a frame. */
export function Panel(props: {
  /** Unique in the page. */
  readonly id: string;
  readonly heading: string;
  readonly children: ComponentChildren;
}) {
  const headingId = `${props.id}-heading`;
  return (
    <section class="panel" id={props.id} aria-labelledby={headingId}>
      <h2 id={headingId}>{props.heading}</h2>
      {props.children}
    </section>
  );
}
