"""Starts the local cloud (ministack) and puts right where it differs from AWS, as far as a sign-out meets it.

Usage: start.py FOLDER, with GATEWAY_PORT in the environment. Runs in the foreground until it is killed.
FOLDER gets the certificate (server.crt), its key, and whatever the engine writes.

Each difference is named where it is put right; the infrastructure and the functions know nothing of them.
"""

import copy
import datetime
import ipaddress
import json
import os
import re
import secrets
import sys
from pathlib import Path

from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import rsa
from cryptography.x509.oid import ExtendedKeyUsageOID, NameOID


def make_certificate(folder: Path) -> tuple[Path, Path]:
    """A certificate for localhost. The engine would make one with a command that not every machine has."""
    certificate_path, key_path = folder / "server.crt", folder / "server.key"
    key = rsa.generate_private_key(public_exponent=65537, key_size=2048)
    name = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, "localhost")])
    now = datetime.datetime.now(datetime.timezone.utc)
    names = [x509.DNSName("localhost"), x509.DNSName("*.execute-api.localhost")]
    addresses = [x509.IPAddress(ipaddress.ip_address("127.0.0.1")), x509.IPAddress(ipaddress.ip_address("::1"))]
    certificate = (
        x509.CertificateBuilder()
        .subject_name(name)
        .issuer_name(name)
        .public_key(key.public_key())
        .serial_number(x509.random_serial_number())
        .not_valid_before(now - datetime.timedelta(days=1))
        .not_valid_after(now + datetime.timedelta(days=365))
        .add_extension(x509.SubjectAlternativeName(names + addresses), critical=False)
        .add_extension(x509.BasicConstraints(ca=False, path_length=None), critical=True)
        .add_extension(x509.ExtendedKeyUsage([ExtendedKeyUsageOID.SERVER_AUTH]), critical=False)
        .sign(key, hashes.SHA256())
    )
    pem = serialization.Encoding.PEM
    unencrypted = (serialization.PrivateFormat.PKCS8, serialization.NoEncryption())
    folder.mkdir(parents=True, exist_ok=True)
    key_path.touch(mode=0o600)
    key_path.write_bytes(key.private_bytes(pem, *unencrypted))
    certificate_path.write_bytes(certificate.public_bytes(pem))
    return certificate_path, key_path


def configure(folder: Path) -> None:
    """The engine reads its settings as it is imported."""
    certificate_path, key_path = make_certificate(folder)
    os.environ |= {
        "BIND_HOST": "127.0.0.1",
        "TMPDIR": str(folder),
        # Without TLS the deployment bucket's own policy refuses uploads, as on AWS.
        "USE_SSL": "1",
        "MINISTACK_SSL_CERT": str(certificate_path),
        "MINISTACK_SSL_KEY": str(key_path),
        # Lambda functions inherit the environment, and call the engine by TLS.
        "NODE_EXTRA_CA_CERTS": str(certificate_path),
        # Signatures and IAM policies are checked.
        "AUTH": "true",
        "IOT_MTLS_ENABLED": "0",
    }


def keep_to_one_port(app) -> None:
    """AWS is not on this machine. The engine would open port 443 as well, where it may."""
    app._port_is_bindable = lambda host, port: False


def keep_auth_time_over_refresh(cognito) -> None:
    """AWS keeps `auth_time` when tokens are refreshed, and gives both tokens of a sign-in the same. The engine renews it.

    Left so, refreshed tokens would slip past every cut-off here, and only here.
    """
    sign = cognito._signed_jwt
    signed_in_at: dict[str, int] = {}

    def signed_jwt(claims, *args, **kwargs):
        if "auth_time" in claims and "origin_jti" in claims:
            claims = {**claims, "auth_time": signed_in_at.setdefault(claims["origin_jti"], claims["auth_time"])}
        return sign(claims, *args, **kwargs)

    cognito._signed_jwt = signed_jwt


def strip_machine_tokens(cognito) -> None:
    """AWS gives machine tokens (client credentials) no `origin_jti` and no `auth_time`. The engine does."""
    sign = cognito._signed_jwt

    def signed_jwt(claims, *args, **kwargs):
        if claims.get("token_use") == "access" and claims.get("sub") == claims.get("client_id"):
            claims = {name: value for name, value in claims.items() if name not in ("origin_jti", "auth_time")}
        return sign(claims, *args, **kwargs)

    cognito._signed_jwt = signed_jwt


def make_refresh_tokens_opaque(cognito) -> None:
    """AWS encrypts refresh tokens (five parts), so nobody else can read them. The engine's are readable JWTs.

    Left so, code that reads a session out of a refresh token would work here, and fail on AWS.
    """
    sign = cognito._signed_jwt
    opaque_of: dict[str, str] = {}
    readable_of: dict[str, str] = {}

    def signed_jwt(claims, *args, **kwargs):
        token = sign(claims, *args, **kwargs)
        if claims.get("token_use") == "refresh":
            header = "eyJjdHkiOiJKV1QiLCJlbmMiOiJBMjU2R0NNIiwiYWxnIjoiUlNBLU9BRVAifQ"
            opaque = ".".join([header, *(secrets.token_urlsafe(size) for size in (256, 12, 800, 16))])
            opaque_of[token] = opaque
            readable_of[opaque] = token
        return token

    cognito._signed_jwt = signed_jwt

    def translate(body, pattern, translation):
        is_bytes = isinstance(body, bytes)
        text = body.decode("utf-8", "surrogateescape") if is_bytes else body
        if not isinstance(text, str):
            return body
        text = re.sub(pattern, lambda match: translation.get(match.group(), match.group()), text)
        return text.encode("utf-8", "surrogateescape") if is_bytes else text

    part = r"[A-Za-z0-9_-]+"

    def at_the_border(handle):
        async def handler(method, path, headers, body, *args, **kwargs):
            body = translate(body, rf"{part}(?:\.{part}){{4}}", readable_of)
            status, response_headers, response = await handle(method, path, headers, body, *args, **kwargs)
            return status, response_headers, translate(response, rf"{part}(?:\.{part}){{2}}", opaque_of)

        return handler

    cognito.handle_request = at_the_border(cognito.handle_request)
    cognito.handle_oauth2_token = at_the_border(cognito.handle_oauth2_token)


def ask_clients_of_refresh_tokens_who_they_are(cognito) -> None:
    """AWS wants the client that a refresh token was issued to, and its secret if it has one.

    The engine's RevokeToken takes any client, and neither it nor GetTokensFromRefreshToken asks for a secret. (Which error
    RevokeToken gives on AWS is not documented; UnauthorizedException is one of those that it may give.)
    """
    def of_its_client(operate, token_name):
        def operation(data):
            client_id, token = data.get("ClientId"), data.get(token_name, "")
            secret = (cognito._find_pool_by_client_id(client_id)[2] or {}).get("ClientSecret")
            if secret and data.get("ClientSecret") != secret:
                message = f"Unable to verify secret for client: {client_id}"
                return cognito.error_response_json("NotAuthorizedException", message, 400)
            if token_name == "Token" and cognito._token_claims(token).get("client_id", client_id) != client_id:
                return cognito.error_response_json("UnauthorizedException", "Token was issued to another client", 400)
            return operate(data)

        return operation

    cognito._revoke_token = of_its_client(cognito._revoke_token, "Token")
    cognito._get_tokens_from_refresh_token = of_its_client(cognito._get_tokens_from_refresh_token, "RefreshToken")


def reset_omitted_client_settings(cognito, provisioners) -> None:
    """AWS resets what UpdateUserPoolClient leaves out to its default. The engine keeps it, and has no RefreshTokenRotation.

    Left so, a tool that forgets a setting would work here, and destroy that setting on AWS.
    """
    create, update = cognito._create_user_pool_client, cognito._update_user_pool_client
    defaults = {**provisioners._COGNITO_USER_POOL_CLIENT_UPDATABLE}
    # A client keeps its name.
    del defaults["ClientName"]

    def with_rotation(data, answer):
        status, headers, body = answer
        if status != 200:
            return answer
        described = json.loads(body)["UserPoolClient"]
        client = cognito._user_pools[described["UserPoolId"]]["_clients"][described["ClientId"]]
        client["RefreshTokenRotation"] = data.get("RefreshTokenRotation")
        return cognito._describe_user_pool_client(described)

    def update_user_pool_client(data):
        return with_rotation(data, update({**copy.deepcopy(defaults), **data}))

    cognito._create_user_pool_client = lambda data: with_rotation(data, create(data))
    cognito._update_user_pool_client = update_user_pool_client


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


def honour_cors_from_cloudformation(apigateway) -> None:
    """CloudFormation writes an HTTP API's CORS settings in PascalCase; the engine stores them so, and reads camelCase."""

    def in_camel_case(function):
        def wrapped(cors, origin):
            return function({name[0].lower() + name[1:]: value for name, value in (cors or {}).items()}, origin)

        return wrapped

    apigateway._cors_preflight_response = in_camel_case(apigateway._cors_preflight_response)
    apigateway._cors_response_headers = in_camel_case(apigateway._cors_response_headers)


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


def main() -> None:
    configure(Path(sys.argv[1]).resolve())
    del sys.argv[1:]
    from ministack import app
    from ministack.services import apigateway, cloudformation, cognito, eventbridge, lambda_svc
    from ministack.services.cloudformation import provisioners

    keep_to_one_port(app)
    keep_auth_time_over_refresh(cognito)
    strip_machine_tokens(cognito)
    make_refresh_tokens_opaque(cognito)
    ask_clients_of_refresh_tokens_who_they_are(cognito)
    reset_omitted_client_settings(cognito, provisioners)
    find_stacks_by_resource(cloudformation)
    let_http_authorizers_answer_401(apigateway)
    honour_cors_from_cloudformation(apigateway)
    retry_what_rules_deliver(eventbridge, lambda_svc)
    app.main()


main()
