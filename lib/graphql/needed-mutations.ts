import type { aws_appsync as appsync } from 'aws-cdk-lib';

import { validateOnce } from '../template/rendered';
import { resourcesOf } from './api-resources';
import { readFields } from './schema-roots';
import { schemaTextOf } from './schema-text';

/**
 * Who may ask for what has none of these is up to the API's default mode.
 *
 * @see https://docs.aws.amazon.com/appsync/latest/devguide/security-authz.html#using-additional-authorization-modes
 */
const MODES = ['aws_api_key', 'aws_auth', 'aws_cognito_user_pools', 'aws_iam', 'aws_lambda', 'aws_oidc'];
const IAM = 'aws_iam';

/** A mutation that a construct resolves. */
export interface NeededMutation {
  /** Of the field. */
  readonly name: string;
  /** Whether nobody may call it but by IAM: otherwise each user could, and the construct itself could not. */
  readonly isForIam: boolean;
}

/**
 * Refuses, as the template is made, an API whose schema lacks a mutation that is resolved here, which AppSync would refuse, or
 * lets others call it than those whom it is for. As far as the schema is text in this app.
 */
export function validateMutations(api: appsync.GraphqlApi, mutations: readonly NeededMutation[]): void {
  const resource = api.node.defaultChild as appsync.CfnGraphQLApi;
  validateOnce(resource, `mutations ${mutations.map(({ name }) => name).join()}`, () => {
    const texts = resourcesOf(resource).schemas.map(schemaTextOf);
    if (texts.length === 0 || texts.includes(undefined)) return [];
    const fields = readFields(texts.join('\n'), 'Mutation');
    return mutations.flatMap(({ name, isForIam }) => {
      const where = `the schema of ${api.node.path}`;
      const field = fields.find((each) => each.name === name);
      if (field === undefined) return [`${where} has no mutation ${name}; needed: that of lib/graphql/schema.graphql`];
      const modes = field.directives.filter((directive) => MODES.includes(directive));
      if (!isForIam || (modes.length === 1 && modes[0] === IAM)) return [];
      const got = modes.length === 0 ? 'no mode' : modes.map((mode) => `@${mode}`).join(' ');
      return [`${where} has the mutation ${name} with ${got}; allowed: @${IAM} alone, or every user could call it`];
    });
  });
}
