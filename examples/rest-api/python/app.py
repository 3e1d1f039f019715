# A REST API whose every method rejects signed-out tokens.

from aws_cdk import (
    App,
    CfnOutput,
    Duration,
    RemovalPolicy,
    Stack,
    aws_apigateway as apigateway,
    aws_cognito as cognito,
    aws_lambda as lambda_,
)
from cognito_sign_out import Monitoring, TokenRevocation

app = App()
stack = Stack(app, "RestApiExample")

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
    caller = event["requestContext"]["authorizer"]
    called_by = {name: caller.get(name) for name in ("sub", "username", "sessionId")}
    return {
        "statusCode": 200,
        "headers": {"Access-Control-Allow-Origin": "*"},
        "body": json.dumps({"orders": [], "calledBy": called_by}),
    }
"""
    ),
)

api = apigateway.RestApi(
    stack,
    "Api",
    rest_api_name="orders",
    endpoint_types=[apigateway.EndpointType.REGIONAL],
    # A setting of the whole account, and no business of an API.
    cloud_watch_role=False,
    default_method_options=apigateway.MethodOptions(authorizer=revocation.authorizer.rest_authorizer()),
    default_cors_preflight_options=apigateway.CorsOptions(
        allow_origins=["*"],
        allow_headers=["authorization", "content-type"],
    ),
)
# So that a browser can read a 401.
revocation.authorizer.add_error_responses(api)
resource = api.root.add_resource("orders")
resource.add_method("GET", apigateway.LambdaIntegration(orders))
resource.add_method("POST", apigateway.LambdaIntegration(orders))

CfnOutput(stack, "UserPoolId", value=user_pool.user_pool_id)
CfnOutput(stack, "UserPoolClientId", value=client.user_pool_client_id)
CfnOutput(stack, "OrdersUrl", value=api.url_for_path("/orders"))
CfnOutput(stack, "SignOutApiUrl", value=revocation.sign_out_api.url)

app.synth()
