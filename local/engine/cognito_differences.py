"""Where the local cloud's Cognito differs from AWS's, put right by wrapping its functions."""

import copy
import json
import re
import secrets


def refuse_the_keys_of_updated_issuers(app) -> None:
    """AWS serves the keys of a pool's updated issuer at a host of its own, which answers 403 for a pool that is not switched over.

    The engine has one address for all hosts, no pool that can be switched over, and serves the pool's keys whoever's are
    meant. The functions say in `Forwarded` (RFC 7239) which host that is. Left so, a forged token that names the updated
    issuer would meet another answer here than on AWS.
    """
    handle = app._handle_cognito_get_request

    async def handle_cognito_get_request(method, path, headers, query_params):
        is_updated = re.search(r'\bhost="?issuer-cognito-idp\.', headers.get("forwarded", ""))
        if is_updated and path.endswith("/.well-known/jwks.json"):
            return 403, {"Content-Type": "application/json"}, b'{"message":"Forbidden"}'
        return await handle(method, path, headers, query_params)

    app._handle_cognito_get_request = handle_cognito_get_request


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
