"""Where the app clients of the local cloud's Cognito differ from AWS's, put right by wrapping its functions."""

import copy
import json


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
