"""Where the metadata of the local cloud's Cognito differs from AWS's, put right by wrapping its functions."""

import json


def publish_what_there_is(cognito) -> None:
    """On AWS a pool's metadata is of https, and names nothing at a domain that answers if the pool has none.

    The engine names http where nobody says otherwise, and its own address as the domain of every pool.
    """
    configuration = cognito.well_known_openid_configuration

    def well_known_openid_configuration(pool_id, region=None, host=None, scheme="https"):
        status, headers, body = configuration(pool_id, region, host, "https")
        pool = cognito._get_pool_unscoped(pool_id) or {}
        if status != 200 or pool.get("Domain") or pool.get("CustomDomain"):
            return status, headers, body
        metadata = json.loads(body)
        for name in ("authorization_endpoint", "token_endpoint", "userinfo_endpoint", "end_session_endpoint"):
            metadata.pop(name, None)
        return status, headers, json.dumps(metadata).encode()

    cognito.well_known_openid_configuration = well_known_openid_configuration
