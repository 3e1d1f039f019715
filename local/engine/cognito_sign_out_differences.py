"""Where the global sign-outs of the local cloud's Cognito differ from AWS's, put right by wrapping its functions."""


def know_users_by_their_sub(cognito) -> None:
    """A token is of the user that its `sub` names, on AWS. The engine goes by the username, and so takes the access token of a
    user that was deleted for that of whoever has the name now.

    Left so, its GlobalSignOut would end another user's sessions here, and only here.
    """
    find = cognito._token_owner

    def token_owner(claims):
        user = find(claims)
        attributes = cognito._attr_list_to_dict(user.get("Attributes", [])) if user else {}
        return False if user and attributes.get("sub") != claims.get("sub") else user

    cognito._token_owner = token_owner


def end_whole_seconds(cognito) -> None:
    """AWS does not say whether a global sign-out goes by seconds or by something finer. The engine goes by seconds, and lets
    whatever was signed in within its own second live; here it ends that, which is the worst that AWS may do.

    Left so, an answer that comes in the second in which Cognito has acted would do no harm here.
    """
    is_revoked = cognito._refresh_token_revoked

    def refresh_token_revoked(refresh_token, user):
        signed_out_at = int((user or {}).get("_signout_at", -1))
        return is_revoked(refresh_token, user) or cognito._token_claims(refresh_token).get("iat", 0) <= signed_out_at

    cognito._refresh_token_revoked = refresh_token_revoked
