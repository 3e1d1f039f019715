import type { ComponentChildren } from 'preact';

/** A column of a table. */
export interface Column<T> {
  readonly heading: string;
  readonly cell: (row: T) => ComponentChildren;
  /** Whether its cells are buttons: then its heading is for screen readers alone. @default false */
  readonly isActions?: boolean;
}

/**
 * A table, which on a narrow screen is a list of cards. The roles are said, for a browser forgets them with the layout.
 * The first column names the row.
 */
export function Table<T>(props: {
  readonly caption: string;
  readonly columns: readonly Column<T>[];
  readonly rows: readonly T[];
  readonly keyOf: (row: T) => string;
}) {
  const { caption, columns, rows, keyOf } = props;
  return (
    <table class="table" role="table">
      <caption class="unseen">{caption}</caption>
      <thead role="rowgroup">
        <tr role="row">
          {columns.map(({ heading, isActions = false }) => (
            <th key={heading} scope="col" role="columnheader">
              <span class={isActions ? 'unseen' : ''}>{heading}</span>
            </th>
          ))}
        </tr>
      </thead>
      <tbody role="rowgroup">
        {rows.map((row) => (
          <tr key={keyOf(row)} role="row">
            {columns.map(({ heading, cell, isActions = false }, index) =>
              index === 0 ? (
                <th key={heading} scope="row" role="rowheader">
                  {cell(row)}
                </th>
              ) : (
                <td key={heading} role="cell" class={isActions ? 'actions' : ''}>
                  {!isActions && (
                    <span class="cell-heading" aria-hidden="true">
                      {heading}
                    </span>
                  )}
                  <span class="cell-value">{cell(row)}</span>
                </td>
              ),
            )}
          </tr>
        ))}
      </tbody>
    </table>
  );
}
