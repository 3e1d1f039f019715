import { Button } from '../shared/button';
import { Problem } from './problem';
import { Reading } from './reading';
import type { List } from './use-list';

/** What stands below a list: how much of it there is, what is going on, and how to see more. */
export function More<T>(props: {
  readonly list: List<T>;
  /** What the items are, such as `users`: with an s at its end. */
  readonly what: string;
  /** What to say when there is none at all. */
  readonly none: string;
}) {
  const { list, what, none } = props;
  const { items, isReading, hasMore, examined, problem } = list;
  const noun = items.length === 1 ? what.replace(/s$/, '') : what;
  const looked = examined > items.length ? `, of ${examined.toLocaleString()} looked at` : '';
  const count = `${items.length.toLocaleString()} ${noun}${looked}${hasMore ? ' so far: there may be more' : ''}`;
  return (
    <div class="more">
      {isReading && <Reading>{`Reading ${what}${examined > 0 ? `: ${count}` : ''} …`}</Reading>}
      <p class="count" role="status">
        {isReading || problem !== undefined ? '' : items.length === 0 && !hasMore ? none : count}
      </p>
      {problem !== undefined && <Problem problem={problem} again={list.more} />}
      {isReading && examined > 0 && <Button onPress={list.stop}>Stop</Button>}
      {hasMore && !isReading && problem === undefined && (
        <Button onPress={list.more} name={`Show more ${what}`}>
          Show more
        </Button>
      )}
    </div>
  );
}
