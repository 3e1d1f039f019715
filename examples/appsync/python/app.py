# An AppSync API that rejects signed-out tokens, and whose subscriptions end with their session.

from aws_cdk import (
    App,
    CfnOutput,
    Duration,
    RemovalPolicy,
    Stack,
    aws_appsync as appsync,
    aws_cognito as cognito,
)
from cognito_sign_out import GraphqlSignOut, LiveSubscriptions, Monitoring, SubscriptionResolver, TokenRevocation

app = App()
stack = Stack(app, "AppSyncExample")

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

api = appsync.GraphqlApi(
    stack,
    "Api",
    name="chat",
    definition=appsync.Definition.from_file("schema.graphql"),
    authorization_config=appsync.AuthorizationConfig(
        # The only mode for users: beside Cognito's, AppSync would accept signed-out tokens.
        default_authorization=revocation.authorizer.app_sync_authorization_mode(),
        # For the fields with @aws_iam, by which subscriptions are ended.
        additional_authorization_modes=[
            appsync.AuthorizationMode(authorization_type=appsync.AuthorizationType.IAM),
        ],
    ),
)

nothing = api.add_none_data_source("Nothing")
for type_name, field_name, file in (
    ("Query", "me", "resolvers/me.js"),
    ("Mutation", "sendMessage", "resolvers/send-message.js"),
):
    nothing.create_resolver(
        field_name,
        type_name=type_name,
        field_name=field_name,
        runtime=appsync.FunctionRuntime.JS_1_0_0,
        code=appsync.Code.from_asset(file),
    )
on_message = SubscriptionResolver.from_file("resolvers/on-message.js")
nothing.create_resolver(
    "onMessage",
    type_name="Subscription",
    field_name="onMessage",
    runtime=on_message.runtime,
    code=on_message.code,
)

GraphqlSignOut(
    stack,
    "SignOut",
    api=api,
    revocation_table=revocation.revocation_table,
    user_pool=user_pool,
    user_pool_clients=[client],
)
LiveSubscriptions(
    stack,
    "LiveSubscriptions",
    revocation_table=revocation.revocation_table,
).protect(api, subscription_fields=["onMessage"])

CfnOutput(stack, "UserPoolId", value=user_pool.user_pool_id)
CfnOutput(stack, "UserPoolClientId", value=client.user_pool_client_id)
CfnOutput(stack, "GraphqlUrl", value=api.graphql_url)
CfnOutput(stack, "SignOutApiUrl", value=revocation.sign_out_api.url)

app.synth()
