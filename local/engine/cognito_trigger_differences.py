"""Where the triggers of the local cloud's Cognito differ from AWS's, put right by wrapping its functions."""

import contextvars
import json
import os


class TriggerFailed(Exception):
    """A trigger has failed, by the name of Cognito's error."""

    def __init__(self, name: str, message: str) -> None:
        super().__init__(message)
        self.name = name


def fail_with_the_pre_token_trigger(cognito, lambda_svc) -> None:
    """Where the pre token generation trigger fails, AWS issues no token: `UserLambdaValidationException` if it throws,
    `UnexpectedLambdaException` if it times out, is throttled or is not there, `InvalidLambdaResponseException` if its answer
    makes no sense. The engine issues the token all the same.

    Left so, a refresh here would always tell whose the refresh token is. AWS asks a slow trigger three times, for 5 s each;
    here once, for as long as the function may take. What `/oauth2/token` says is not documented.
    """
    # Makes the engine throw; what, depends on what the function has answered.
    os.environ["MINISTACK_COGNITO_PRETOKEN_STRICT"] = "1"
    apply, execute = cognito._apply_pretoken_trigger, lambda_svc._execute_function_with_config_scope
    run, grant = cognito._run_idp_handler, cognito._oauth2_token
    answered: contextvars.ContextVar = contextvars.ContextVar("answered", default=None)

    def execute_function(*args, **kwargs):
        result = execute(*args, **kwargs)
        if answered.get() is not None:
            answered.get().append(result)
        return result

    def apply_trigger(*args, **kwargs):
        results: list = []
        token = answered.set(results)
        try:
            claims = apply(*args, **kwargs)
        except Exception as cause:
            raise failure_in(results) from cause
        finally:
            answered.reset(token)
        if results and not isinstance(body_of(results[-1]).get("response"), dict):
            raise TriggerFailed("InvalidLambdaResponseException", "Unrecognizable lambda output")
        return claims

    def run_idp_handler(*args):
        try:
            return run(*args)
        except TriggerFailed as failure:
            return cognito.error_response_json(failure.name, str(failure), 400)

    def oauth2_token(*args, **kwargs):
        try:
            return grant(*args, **kwargs)
        except TriggerFailed as failure:
            return cognito._oauth2_error("invalid_request", str(failure))

    lambda_svc._execute_function_with_config_scope = execute_function
    cognito._apply_pretoken_trigger = apply_trigger
    cognito._run_idp_handler = run_idp_handler
    cognito._oauth2_token = oauth2_token


def body_of(result) -> dict:
    """What a function has answered, as far as it is an object."""
    body = result.get("body") if isinstance(result, dict) else None
    try:
        body = json.loads(body) if isinstance(body, (str, bytes)) else body
    except ValueError:
        return {}
    return body if isinstance(body, dict) else {}


def failure_in(results: list) -> TriggerFailed:
    body = body_of(results[-1]) if results else {}
    has_thrown = results and not results[-1].get("throttle") and body.get("errorType") != "Sandbox.Timedout"
    if has_thrown:
        message = f"PreTokenGeneration failed with error {body.get('errorMessage')}."
        return TriggerFailed("UserLambdaValidationException", message)
    return TriggerFailed("UnexpectedLambdaException", "PreTokenGeneration invocation failed due to an error.")
