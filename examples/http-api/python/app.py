# An HTTP API whose every route rejects signed-out tokens.

from aws_cdk import (
    App,
    CfnOutput,
    Duration,
    RemovalPolicy,
    Stack,
    aws_apigatewayv2 as apigatewayv2,
    aws_apigatewayv2_integrations as integrations,
    aws_cognito as cognito,
    aws_lambda as lambda_,
)
from cognito_sign_out import Monitoring, TokenRevocation

app = App()
stack = Stack(app, "HttpApiExample")

user_pool = cognito.UserPool(
    stack,
    "UserPool",
    self_sign_up_enabled=True,
    sign_in_aliases=cognito.SignInAliases(email=True),
    # So that `cdk destroy` leaves nothing behind. Not where there are real users.
    removal_policy=RemovalPolicy.DESTROY,
)
client = user_pool.add_client(
    "Web",
    auth_flows=cognito.AuthFlow(user_srp=True, user_password=True),
    disable_o_auth=True,
    enable_token_revocation=True,
    prevent_user_existence_errors=True,
    access_token_validity=Duration.minutes(15),
    id_token_validity=Duration.minutes(15),
)

revocation = TokenRevocation(
    stack,
    "TokenRevocation",
    # In an app that somebody operates: Monitoring.alarms(email="ops@example.com").
    monitoring=Monitoring.none("an example"),
    user_pool=user_pool,
    user_pool_clients=[client],
    # As above: by default the table stays, for without it signed-out tokens are accepted again.
    deletion_protection=False,
)

orders = lambda_.Function(
    stack,
    "Orders",
    runtime=lambda_.Runtime.PYTHON_3_14,
    handler="index.handler",
    code=lambda_.Code.from_inline(
        """
import json

def handler(event, context):
    # What the authorizer tells of the caller.
    caller = event["requestContext"]["authorizer"]["lambda"]
    called_by = {name: caller.get(name) for name in ("sub", "username", "sessionId")}
    return {"statusCode": 200, "body": json.dumps({"orders": [], "calledBy": called_by})}
"""
    ),
)

api = apigatewayv2.HttpApi(
    stack,
    "Api",
    api_name="orders",
    default_authorizer=revocation.authorizer.http_authorizer(),
    cors_preflight=apigatewayv2.CorsPreflightOptions(
        allow_origins=["*"],
        allow_methods=[apigatewayv2.CorsHttpMethod.GET, apigatewayv2.CorsHttpMethod.POST],
        allow_headers=["authorization", "content-type"],
    ),
)
api.add_routes(
    path="/orders",
    methods=[apigatewayv2.HttpMethod.GET, apigatewayv2.HttpMethod.POST],
    integration=integrations.HttpLambdaIntegration("Orders", orders),
)

CfnOutput(stack, "UserPoolId", value=user_pool.user_pool_id)
CfnOutput(stack, "UserPoolClientId", value=client.user_pool_client_id)
CfnOutput(stack, "OrdersUrl", value=f"{api.api_endpoint}/orders")
CfnOutput(stack, "SignOutApiUrl", value=revocation.sign_out_api.url)

app.synth()
