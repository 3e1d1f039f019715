import { App, Stack, aws_apigateway as apigateway } from 'aws-cdk-lib';
import { Template } from 'aws-cdk-lib/assertions';

import { addErrorResponses } from '../../../lib/authorizer/error-responses';

describe("a REST API's own answers", () => {
  it('are there once, however often they are asked for, beside those of its owner', () => {
    const stack = new Stack(new App(), 'Other');
    const api = new apigateway.RestApi(stack, 'Api');
    api.root.addMethod('GET');
    api.addGatewayResponse('Unauthorized', { type: apigateway.ResponseType.THROTTLED });
    addErrorResponses(api);
    addErrorResponses(api);

    const responses = Object.values(Template.fromStack(stack).findResources('AWS::ApiGateway::GatewayResponse'));
    expect(responses.map(({ Properties }) => (Properties as { ResponseType: string }).ResponseType).sort()).toEqual([
      'AUTHORIZER_CONFIGURATION_ERROR',
      'AUTHORIZER_FAILURE',
      'THROTTLED',
      'UNAUTHORIZED',
    ]);
  });
});
