"""Where the local cloud's Cognito refreshes and revokes in another way than AWS's, put right by wrapping its functions."""

import json
import time
import uuid


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


def let_refresh_tokens_expire(cognito) -> None:
    """AWS refuses a refresh token whose validity is over. The engine does not look at it."""
    check = cognito._refresh_auth_user

    def refresh_auth_user(pool, pool_id, client_id, refresh_token):
        user, error = check(pool, pool_id, client_id, refresh_token)
        if error is None and time.time() >= cognito._token_claims(refresh_token)["exp"]:
            return None, cognito.error_response_json("NotAuthorizedException", "Refresh Token has expired", 400)
        return user, error

    cognito._refresh_auth_user = refresh_auth_user


def rotate_refresh_tokens(cognito, provisioners) -> None:
    """On AWS a client may rotate refresh tokens (`RefreshTokenRotation`): a refresh answers a new one, which lives for what is
    left of the first one's life; the old one is refused by `RefreshTokenReuseException` when the grace period is over, and
    `REFRESH_TOKEN_AUTH` always. The engine does none of it, nor does it take the setting from CloudFormation.

    Left so, code that loses the new token, or takes a used-up one for dead, would work here, and leave a session alive on AWS.
    AWS does not say what becomes of `origin_jti` and `auth_time` over a rotation, which are kept here. Not done: managed
    login's own refresh tokens.
    """
    provisioners._COGNITO_USER_POOL_CLIENT_UPDATABLE["RefreshTokenRotation"] = None
    check, refresh = cognito._refresh_auth_user, cognito._refresh_auth_result
    refresh_by_oauth, flow_error = cognito._oauth2_refresh_api_issued_token, cognito._auth_flow_error
    replaced_at: dict[str, float] = {}
    successor_of: dict[str, str] = {}

    def rotation_of(client_id):
        rotation = (cognito._find_pool_by_client_id(client_id)[2] or {}).get("RefreshTokenRotation") or {}
        return rotation if rotation.get("Feature") == "ENABLED" else None

    def refresh_auth_user(pool, pool_id, client_id, refresh_token):
        user, error = check(pool, pool_id, client_id, refresh_token)
        grace = (rotation_of(client_id) or {}).get("RetryGracePeriodSeconds") or 0
        if error is None and time.time() >= replaced_at.get(refresh_token, float("inf")) + grace:
            return None, cognito.error_response_json("RefreshTokenReuseException", "Refresh token has been rotated", 400)
        return user, error

    def refresh_auth_result(pool, pool_id, client_id, refresh_token):
        result, error = refresh(pool, pool_id, client_id, refresh_token)
        if error is None and rotation_of(client_id):
            claims = {**cognito._token_claims(refresh_token), "jti": str(uuid.uuid4()), "iat": int(time.time())}
            successor_of[refresh_token] = result["RefreshToken"] = cognito._signed_jwt(claims, pool_id, "access")
            replaced_at.setdefault(refresh_token, time.time())
        return result, error

    def oauth2_refresh(refresh_token, *args):
        status, headers, body = refresh_by_oauth(refresh_token, *args)
        if status == 200 and refresh_token in successor_of:
            body = json.dumps({**json.loads(body), "refresh_token": successor_of[refresh_token]}).encode()
        return status, headers, body

    def auth_flow_error(action, data):
        if data.get("AuthFlow") in ("REFRESH_TOKEN_AUTH", "REFRESH_TOKEN") and rotation_of(data.get("ClientId")):
            message = "Auth flow not enabled for this client"
            return cognito.error_response_json("InvalidParameterException", message, 400)
        return flow_error(action, data)

    cognito._refresh_auth_user = refresh_auth_user
    cognito._refresh_auth_result = refresh_auth_result
    cognito._oauth2_refresh_api_issued_token = oauth2_refresh
    cognito._auth_flow_error = auth_flow_error


def revoke_only_living_refresh_tokens(cognito) -> None:
    """RevokeToken on AWS refuses clients with token revocation off (`UnsupportedOperationException`) and what is no refresh
    token (`UnsupportedTokenTypeException`). The engine answers 200 to everything, and keeps what it got for revoked.

    Left so, a sign-out that can't be carried out would look done here. AWS does not document what it says of a refresh token
    that is dead, or replaced by a rotation: here it is an error, and nothing is revoked, for who copes with that copes with 200.
    """
    revoke = cognito._revoke_token

    def revoke_token(data):
        client_id, token = data.get("ClientId"), data.get("Token", "")
        pool_id, pool, client = cognito._find_pool_by_client_id(client_id)
        if not client:
            return cognito.error_response_json("ResourceNotFoundException", f"Client {client_id} not found.", 400)
        if not client.get("EnableTokenRevocation", True):
            message = "Token revocation is not enabled for this client"
            return cognito.error_response_json("UnsupportedOperationException", message, 400)
        if cognito._token_claims(token).get("token_use") in ("access", "id"):
            return cognito.error_response_json("UnsupportedTokenTypeException", "Unsupported token type", 400)
        if cognito._refresh_auth_user(pool, pool_id, client_id, token)[1] is not None:
            return cognito.error_response_json("NotAuthorizedException", "Invalid Refresh Token.", 400)
        return revoke(data)

    cognito._revoke_token = revoke_token
