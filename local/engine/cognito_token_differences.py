"""Where the tokens of the local cloud's Cognito differ from AWS's, put right by wrapping its functions."""

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


def leave_out_sessions_where_revocation_is_off(cognito) -> None:
    """A client with `EnableTokenRevocation` false gets access tokens with a `jti` of their own each and no `origin_jti` on AWS,
    and ID tokens with neither; unless it rotates refresh tokens, which brings both back. The engine gives them always.

    Left so, code that takes such a token's `jti` for its session would work here, and miss its siblings on AWS.
    To be called first of all: what is put right further out goes by `origin_jti`, and so does the engine itself.
    """
    sign, read = cognito._signed_jwt, cognito._token_claims
    session_of: dict[str, str] = {}

    def names_sessions(client: dict) -> bool:
        is_rotating = (client.get("RefreshTokenRotation") or {}).get("Feature") == "ENABLED"
        return is_rotating or client.get("EnableTokenRevocation", True)

    def signed_jwt(claims, *args, **kwargs):
        client_id = claims.get("aud" if claims.get("token_use") == "id" else "client_id")
        client = cognito._find_pool_by_client_id(client_id)[2] or {}
        if claims.get("token_use") in ("access", "id") and "origin_jti" in claims and not names_sessions(client):
            session_of[claims["jti"]] = claims["origin_jti"]
            hidden = ("origin_jti", "jti") if claims["token_use"] == "id" else ("origin_jti",)
            claims = {name: value for name, value in claims.items() if name not in hidden}
        return sign(claims, *args, **kwargs)

    def token_claims(token):
        claims = read(token)
        session = session_of.get(claims.get("jti"))
        return claims if session is None else {**claims, "origin_jti": session}

    cognito._signed_jwt = signed_jwt
    # AWS ends these access tokens by a global sign-out as well.
    cognito._token_claims = token_claims


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
