"""Where the local cloud's AppSync differs from AWS's, put right by wrapping its functions."""


def put_appsync_where_it_is(provisioners, port: str) -> None:
    """On AWS an AppSync API answers at the URL that CloudFormation tells. The engine tells one that is not on this machine.

    It also lacks the ARN of that endpoint, which EventBridge's rules are given as their target.
    """
    handlers = provisioners._RESOURCE_HANDLERS["AWS::AppSync::GraphQLApi"]

    def with_endpoint(function):
        def wrapped(*args, **kwargs):
            api_id, attributes = function(*args, **kwargs)
            return api_id, {
                **attributes,
                "GraphQLUrl": f"https://localhost:{port}/v1/apis/{api_id}/graphql",
                "GraphQLEndpointArn": attributes["Arn"].replace(":apis/", ":endpoints/graphql-api/"),
            }

        return wrapped

    for action in ("create", "update"):
        handlers[action] = with_endpoint(handlers[action])


def honour_the_iam_mode_of_fields(appsync, appsync_graphql) -> None:
    """On AWS a field is reached by the modes that its directives name, or else by the API's default one; and a request that
    is signed for IAM is not for the Lambda authorizer.

    The engine asks the Lambda authorizer about signed requests too, and does not look at the directive `@aws_iam`.
    """
    execute, invoke_authorizer = appsync._execute_with_schema, appsync._invoke_lambda_authorizer

    def execute_with_schema(api_id, sdl, query, variables, operation_name, request_headers, authorize=None):
        def authorize_field(type_name, field_name):
            field = appsync_graphql.build_api_schema(api_id, sdl).get_type(type_name).fields.get(field_name)
            directives = field.ast_node.directives if field else ()
            is_for_iam = any(directive.name.value == "aws_iam" for directive in directives)
            return is_for_iam == (authorize is not None) and (authorize is None or authorize(type_name, field_name))

        return execute(api_id, sdl, query, variables, operation_name, request_headers, authorize_field)

    def invoke_lambda_authorizer(api_id, config, headers, **kwargs):
        authorization = next((value for name, value in headers.items() if name.lower() == "authorization"), "")
        return {} if authorization.startswith("AWS4-HMAC-SHA256") else invoke_authorizer(api_id, config, headers, **kwargs)

    appsync._execute_with_schema = execute_with_schema
    appsync._invoke_lambda_authorizer = invoke_lambda_authorizer
