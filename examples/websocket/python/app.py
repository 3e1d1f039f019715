# A WebSocket API that lets no signed-out token connect, and whose open connections end with their session.

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
from cognito_sign_out import LiveConnections, Monitoring, TokenRevocation

app = App()
stack = Stack(app, "WebSocketExample")

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

chat = lambda_.Function(
    stack,
    "Chat",
    runtime=lambda_.Runtime.PYTHON_3_14,
    handler="index.handler",
    code=lambda_.Code.from_inline(
        """
import json

def handler(event, context):
    # What the authorizer told of the caller as the connection was opened.
    caller = event["requestContext"]["authorizer"]
    by = {name: caller.get(name) for name in ("sub", "username", "sessionId")}
    return {"statusCode": 200, "body": json.dumps({"said": event.get("body"), "by": by})}
"""
    ),
)

# With routes of your own; `$connect` and `$disconnect` are added if they are not there.
api = apigatewayv2.WebSocketApi(stack, "Api", api_name="chat")
api.add_route(
    "$default",
    integration=integrations.WebSocketLambdaIntegration("Chat", chat),
    return_response=True,
)
LiveConnections(
    stack,
    "LiveConnections",
    authorizer=revocation.authorizer,
    revocation_table=revocation.revocation_table,
).protect_web_socket_api(api)
stage = apigatewayv2.WebSocketStage(
    stack,
    "Stage",
    web_socket_api=api,
    stage_name="v1",
    auto_deploy=True,
)

CfnOutput(stack, "UserPoolId", value=user_pool.user_pool_id)
CfnOutput(stack, "UserPoolClientId", value=client.user_pool_client_id)
# A browser connects with new WebSocket(url, ["bearer", accessToken]).
CfnOutput(stack, "ChatUrl", value=stage.url)
CfnOutput(stack, "SignOutApiUrl", value=revocation.sign_out_api.url)

app.synth()
