import type { IConstruct } from 'constructs';

/**
 * The name of an authorizer at API Gateway, where it is unique in the API. Several constructs may stand for one API, as where
 * nested stacks import that of their parent to add routes: each has an authorizer of its own then.
 *
 * @param api - the construct that stands for the API
 * @param id - of the authorizer in it
 */
export function nameIn(api: IConstruct, id: string): string {
  return `${id}-${api.node.addr.slice(-8)}`;
}
