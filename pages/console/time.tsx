const SHOWN = new Intl.DateTimeFormat(undefined, { dateStyle: 'medium', timeStyle: 'medium' });

/** A point in time, as it is here; what it is in UTC shows when one points at it. */
export function Time({ at }: { /** NumericDate. @default a dash */ readonly at: number | undefined }) {
  const date = new Date((at ?? NaN) * 1000);
  if (Number.isNaN(date.getTime())) return <span class="muted">–</span>;
  const utc = date.toISOString();
  return (
    <time dateTime={utc} title={utc}>
      {SHOWN.format(date)}
    </time>
  );
}
