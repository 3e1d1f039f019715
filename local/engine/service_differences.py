"""Where the local cloud's API Gateway, CloudFormation and EventBridge differ from AWS's, put right by wrapping their functions."""

import contextvars
import json


def let_http_authorizers_answer_401(apigateway) -> None:
    """On AWS an HTTP API's authorizer that returns `{"errorMessage": "Unauthorized"}` makes the answer a 401.

    The engine takes it for a malformed result, which is a 500.
    """
    invoke, authorize = apigateway._invoke_request_authorizer_lambda, apigateway._authorize_request_v2

    class Unauthorized(Exception):
        pass

    async def invoke_authorizer(*args, **kwargs):
        result = await invoke(*args, **kwargs)
        if result == {"errorMessage": "Unauthorized"}:
            raise Unauthorized
        return result

    async def authorize_request(*args, **kwargs):
        try:
            return await authorize(*args, **kwargs)
        except Unauthorized:
            return (401, {"Content-Type": "application/json"}, json.dumps({"message": "Unauthorized"}).encode()), None

    apigateway._invoke_request_authorizer_lambda = invoke_authorizer
    apigateway._authorize_request_v2 = authorize_request


def let_websocket_authorizers_throw_401(apigateway, lambda_svc) -> None:
    """On AWS a WebSocket API's authorizer that throws exactly `Unauthorized` makes the answer a 401, as a REST API's does.

    The engine takes it for any other error, which is a 500.
    """
    authorize, execute = apigateway._authorize_ws_connect, lambda_svc._execute_function_with_config_scope
    thrown: contextvars.ContextVar = contextvars.ContextVar("thrown", default=None)

    def execute_function(*args, **kwargs):
        result = execute(*args, **kwargs)
        body = (result or {}).get("body")
        if thrown.get() is not None and isinstance(body, dict):
            thrown.get().append(body.get("errorMessage"))
        return result

    async def authorize_connect(*args, **kwargs):
        messages: list = []
        token = thrown.set(messages)
        try:
            refusal, context = await authorize(*args, **kwargs)
        finally:
            thrown.reset(token)
        return ((401, "Unauthorized"), None) if messages == ["Unauthorized"] else (refusal, context)

    lambda_svc._execute_function_with_config_scope = execute_function
    apigateway._authorize_ws_connect = authorize_connect


def answer_subprotocols(apigateway) -> None:
    """On AWS the header `Sec-WebSocket-Protocol` of the answer to `$connect` is the handshake's. The engine drops it.

    Left so, browsers that offer their token as a subprotocol would give up here, and only here.
    """
    invoke, handle = apigateway._invoke_ws_lambda, apigateway.handle_websocket
    chosen: contextvars.ContextVar = contextvars.ContextVar("chosen")

    async def invoke_route(api_id, account_id, region, route, stage, connection_id, event_type, *args, **kwargs):
        answer = await invoke(api_id, account_id, region, route, stage, connection_id, event_type, *args, **kwargs)
        for name, value in ((answer or {}).get("headers") or {}).items() if event_type == "CONNECT" else ():
            if name.lower() == "sec-websocket-protocol":
                chosen.get()["subprotocol"] = value
        return answer

    async def handle_websocket(scope, receive, send, *args, **kwargs):
        chosen.set({})

        async def send_with_subprotocol(message):
            await send({**message, **chosen.get()} if message["type"] == "websocket.accept" else message)

        return await handle(scope, receive, send_with_subprotocol, *args, **kwargs)

    apigateway._invoke_ws_lambda = invoke_route
    apigateway.handle_websocket = handle_websocket


def honour_cors_from_cloudformation(apigateway) -> None:
    """CloudFormation writes an HTTP API's CORS settings in PascalCase; the engine stores them so, and reads camelCase."""

    def in_camel_case(function):
        def wrapped(cors, origin):
            return function({name[0].lower() + name[1:]: value for name, value in (cors or {}).items()}, origin)

        return wrapped

    apigateway._cors_preflight_response = in_camel_case(apigateway._cors_preflight_response)
    apigateway._cors_response_headers = in_camel_case(apigateway._cors_response_headers)


def find_stacks_by_resource(cloudformation) -> None:
    """AWS finds the stack that a resource belongs to by PhysicalResourceId. The engine does not look at that parameter."""
    actions = cloudformation._ACTION_HANDLERS
    describe = actions["DescribeStackResources"]

    def describe_stack_resources(params):
        physical_id = cloudformation.helpers._p(params, "PhysicalResourceId")
        for name, stack in cloudformation._stacks.items() if physical_id else ():
            if any(resource.get("PhysicalResourceId") == physical_id for resource in stack["_resources"].values()):
                return describe({**params, "StackName": [name]})
        return describe(params)

    actions["DescribeStackResources"] = describe_stack_resources


def retry_what_rules_deliver(eventbridge, lambda_svc) -> None:
    """AWS invokes the function behind a rule asynchronously: it retries, and at last the event goes to where failures go.

    The engine does so for other services' events; those of rules it delivers once, and drops.
    """

    def dispatch_to_lambda(arn, payload):
        function, config, _ = lambda_svc._get_func_record_for_ref(arn)
        if function and config:
            record = lambda_svc._execution_record_for_config(function, config)
            lambda_svc.invoke_async_with_retry(record, json.loads(payload))

    eventbridge._dispatch_to_lambda = dispatch_to_lambda


def put_http_apis_where_they_are(provisioners, port: str) -> None:
    """On AWS an HTTP API answers at the URL that CloudFormation tells. The engine tells a host that this machine can't resolve.

    What an API says of itself (`/.well-known/openid-configuration`) would lead nowhere.
    """
    handlers = provisioners._RESOURCE_HANDLERS["AWS::ApiGatewayV2::Api"]

    def with_endpoint(function):
        def wrapped(*args, **kwargs):
            api_id, attributes = function(*args, **kwargs)
            if not attributes["ApiEndpoint"].startswith("http"):
                return api_id, attributes
            return api_id, {**attributes, "ApiEndpoint": f"https://localhost:{port}/_aws/execute-api/{api_id}/$default"}

        return wrapped

    for action in ("create", "update"):
        handlers[action] = with_endpoint(handlers[action])


def let_batches_need_no_rights_of_their_own(iam_actions) -> None:
    """On AWS whoever may `sqs:SendMessage` may send a batch of messages: IAM has no `sqs:SendMessageBatch`, and the like.

    The engine asks for a right by the name of the request.
    """
    extract = iam_actions.extract_iam_action

    def extract_iam_action(service, *args, **kwargs):
        action = extract(service, *args, **kwargs)
        return action.removesuffix("Batch") if service == "sqs" and action else action

    iam_actions.extract_iam_action = extract_iam_action


def take_saved_queries(provisioners) -> None:
    """On AWS CloudFormation makes saved queries of Logs Insights. The engine has none, and refuses the whole template for them.

    Nobody can run a query here anyway, so nothing is made: what is in one is tested on the template.
    """

    def create(logical_id, props, stack_name):
        return f"{stack_name}-{logical_id}", {}

    def update(physical_id, *args):
        return physical_id, {}

    provisioners._RESOURCE_HANDLERS["AWS::Logs::QueryDefinition"] = {
        "create": create,
        "update": update,
        "delete": lambda *args: None,
    }
