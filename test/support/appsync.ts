import { graphqlFile, resolverSource } from '../../lib/graphql/resolver-code';

/** A resolver, as AppSync runs it. */
export interface Resolver {
  readonly request: (context: unknown) => unknown;
  readonly response: (context: unknown) => unknown;
}

type Value = string | number;
type Rule = Readonly<Record<string, Readonly<Record<string, Value | readonly Value[]>>>>;

/** A filter, as AppSync keeps it with a subscription. */
export interface SubscriptionFilter {
  readonly filterGroup: readonly {
    readonly filters: readonly {
      readonly fieldName: string;
      readonly operator: string;
      readonly value: Value | readonly Value[];
    }[];
  }[];
}

/** What `util.error` throws. */
export class GraphqlError extends Error {
  constructor(
    message: string,
    readonly errorType: string,
  ) {
    super(message);
  }
}

/** What a resolver has told AppSync besides its result. */
export class Extensions {
  filter: SubscriptionFilter | undefined;
  invalidationFilter: SubscriptionFilter | undefined;
  readonly invalidations: { readonly subscriptionField: string; readonly payload: Record<string, Value> }[] = [];

  readonly setSubscriptionFilter = (filter: SubscriptionFilter): void => {
    this.filter = filter;
  };

  readonly setSubscriptionInvalidationFilter = (filter: SubscriptionFilter): void => {
    this.invalidationFilter = filter;
  };

  readonly invalidateSubscriptions = (invalidation: Extensions['invalidations'][number]): void => {
    this.invalidations.push(invalidation);
  };
}

/**
 * `util.transform.toSubscriptionFilter`, as far as our resolvers use it: fields side by side, or `or` with such in it. One
 * operator a field, for of several AppSync would take any.
 * https://docs.aws.amazon.com/appsync/latest/devguide/transformation-helpers-in-utils-transform-js.html
 */
function toSubscriptionFilter(filter: Rule | { readonly or: readonly Rule[] }): SubscriptionFilter {
  const rules = 'or' in filter ? (filter.or as readonly Rule[]) : [filter];
  if ('or' in filter && Object.keys(filter).length > 1) throw new Error('not modelled: or beside fields');
  return {
    filterGroup: rules.map((rule) => ({
      filters: Object.entries(rule).map(([fieldName, condition]) => {
        const [[operator, value] = ['', ''], ...more] = Object.entries(condition);
        if (more.length > 0 || fieldName === 'and') throw new Error(`not modelled: ${fieldName}`);
        return { fieldName, operator, value };
      }),
    })),
  };
}

/** What `runtime.earlyReturn` ends a request handler with. */
export class EarlyReturn extends Error {
  constructor(readonly value: unknown) {
    super('early return');
  }
}

/** What a resolver finds around it. */
export interface Surroundings {
  readonly extensions?: Extensions;
  /** Seconds. */
  readonly now?: number;
  /** The mode by which AppSync let the caller in. */
  readonly authType?: string;
}

/** A resolver of this package: a module of its own, with AppSync's `util` and `extensions`. */
export function resolver(name: string, extensions = new Extensions(), now = 1_800_000_000): Resolver {
  return resolverIn(resolverSource(graphqlFile(name)), { extensions, now });
}

/** A resolver or a function, as its code stands in a template. */
export function resolverIn(source: string, surroundings: Surroundings = {}): Resolver {
  const { extensions = new Extensions(), now = 1_800_000_000, authType = '' } = surroundings;
  const util = {
    authType: () => authType,
    dynamodb: { toDynamoDB: (text: string) => ({ S: text }) },
    error(message: string, errorType: string): never {
      throw new GraphqlError(message, errorType);
    },
    transform: { toSubscriptionFilter },
    time: { nowEpochSeconds: () => now },
    unauthorized(): never {
      throw new GraphqlError('Not authorized', 'Unauthorized');
    },
  };
  const runtime = {
    earlyReturn(value: unknown): never {
      throw new EarlyReturn(value);
    },
  };
  const code = source.replace(/^import \{ [\w, ]+ \} from '@aws-appsync\/utils';$/m, '').replaceAll(/^export /gm, '');
  // eslint-disable-next-line @typescript-eslint/no-implied-eval, @typescript-eslint/no-unsafe-call -- our own file
  return new Function('util', 'extensions', 'runtime', `${code}; return { request, response };`)(
    util,
    extensions,
    runtime,
  ) as Resolver;
}

/**
 * Whether a payload passes a filter: any of the group, and of it every rule. The payload's field is on the left. A field
 * that is missing throws: AWS does not say what comes of it, so nothing may depend on it.
 * https://docs.aws.amazon.com/appsync/latest/devguide/extensions.html (operators, AND logic, OR logic)
 */
export function passes({ filterGroup }: SubscriptionFilter, payload: Readonly<Record<string, Value>>): boolean {
  const rulings = filterGroup.map(({ filters }) =>
    filters.map(({ fieldName, operator, value }) => {
      const field = payload[fieldName];
      if (field === undefined) throw new Error(`the payload has no ${fieldName}`);
      return compare(field, operator, value);
    }),
  );
  return rulings.some((rules) => rules.every(Boolean));
}

function compare(field: Value, operator: string, value: Value | readonly Value[]): boolean {
  if (operator === 'in') return (value as readonly Value[]).includes(field);
  if (typeof field !== typeof value) throw new Error('AWS does not say how a number compares with a text');
  switch (operator) {
    case 'eq':
      return field === value;
    case 'ne':
      return field !== value;
    case 'ge':
      return field >= (value as Value);
    default:
      throw new Error(`not modelled: ${operator}`);
  }
}

/** How much of AppSync's limits a filter takes up: `in` counts as so many filters as it has values. */
export function sizeOf({ filterGroup }: SubscriptionFilter) {
  const alternatives = ({ operator, value }: { operator: string; value: unknown }) =>
    operator === 'in' ? (value as unknown[]).length : 1;
  const rules = filterGroup.flatMap(({ filters }) => filters);
  return {
    filters: filterGroup.reduce(
      (sum, { filters }) => sum + filters.reduce((product, rule) => product * alternatives(rule), 1),
      0,
    ),
    fieldsOfAFilter: Math.max(...filterGroup.map(({ filters }) => new Set(filters.map((rule) => rule.fieldName)).size)),
    valuesOfAnIn: Math.max(0, ...rules.filter(({ operator }) => operator === 'in').map(alternatives)),
    longestText: Math.max(...rules.flatMap(({ value }) => [value].flat()).map((text) => String(text).length)),
  };
}
