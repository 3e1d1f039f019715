import { aws_appsync as appsync, type aws_lambda as lambda } from 'aws-cdk-lib';
import { Construct } from 'constructs';

import { createLambdaDataSource } from '../graphql/lambda-data-source';
import { validateMutations } from '../graphql/needed-mutations';
import { resolverCode } from '../graphql/resolver-code';

/** What an API has of it: one. */
const HOME = 'CognitoSessions';

/** Resolves an API's fields that list and end sessions. What belongs to the API is made beside it: it may be in another stack. */
export function addSessionResolvers(api: appsync.GraphqlApi, handler: lambda.IFunction): void {
  if (api.node.tryFindChild(HOME) !== undefined) {
    throw new Error(`api: ${api.node.path} has these resolvers already, and a field has one: leave these out`);
  }
  validateMutations(api, [{ name: 'endSession', isForIam: false }]);
  const home = new Construct(api, HOME);
  const dataSource = createLambdaDataSource(home, api, HOME, handler);
  for (const [typeName, fieldName, file] of [
    ['Query', 'sessions', 'sessions.js'],
    ['Mutation', 'endSession', 'end-session.js'],
  ] as const) {
    new appsync.Resolver(home, fieldName, { api, dataSource, typeName, fieldName, ...resolverCode(file) });
  }
}
