import { CognitoIdentityProviderClient } from '@aws-sdk/client-cognito-identity-provider';
import { DynamoDBClient } from '@aws-sdk/client-dynamodb';

import { cognitoEndpointOf } from '../../../lambda/adapters/cognito/endpoint';
import { readAuthorizerEnvironment } from '../../../lambda/adapters/environment';
import { knownRegions } from '../../support/partitions';

const REGIONS = knownRegions();

describe('the domain of a Region', () => {
  it('is looked at in every partition', () => {
    const some = ['us-east-1', 'cn-north-1', 'eusc-de-east-1', 'us-gov-west-1', 'us-iso-east-1', 'us-isob-east-1'];

    expect(REGIONS).toEqual(expect.arrayContaining([...some, 'eu-isoe-west-1', 'us-isof-south-1']));
    expect(REGIONS.length).toBeGreaterThan(40);
  });

  it.each(REGIONS)('is that of the AWS SDK, for DynamoDB: %s', (region) => {
    const { dynamoDbEndpoint } = readAuthorizerEnvironment({ ...process.env, AWS_REGION: region });
    const { url } = new DynamoDBClient({ region }).config.endpointProvider({ Region: region });

    expect(`${dynamoDbEndpoint}/`).toBe(url.href);
  });

  it.each(REGIONS)('is that of the AWS SDK, for Cognito: %s', (region) => {
    const userPoolId = `${region}_Example`;
    const { url } = new CognitoIdentityProviderClient({ region }).config.endpointProvider({ Region: region });

    expect(`${cognitoEndpointOf(userPoolId)}/`).toBe(url.href);
  });
});
