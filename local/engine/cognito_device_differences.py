"""Where the local cloud's Cognito does not remember devices as AWS's does, put right by wrapping its functions."""

import uuid


def remember_devices(cognito) -> None:
    """In a pool with `DeviceConfiguration` a sign-in on AWS answers `NewDeviceMetadata`, its access tokens name the device
    (`device_key`), and once the device is confirmed (ConfirmDevice) a refresh without its key is refused: "Invalid Refresh
    Token." RevokeToken wants no key. The engine keeps the setting, and has no devices.

    Left so, code that uses a refresh token without the key would learn its session here, and nothing on AWS. AWS does not
    say what a refresh takes before the device is confirmed: here no key. Not done: the device's own sign-in (SRP), managed
    login, and `/oauth2/token`.
    """
    build, sign, dispatch = cognito._build_auth_result, cognito._signed_jwt, cognito._dispatch_idp
    refresh, initiate = cognito._get_tokens_from_refresh_token, cognito._initiate_auth
    device_of: dict[str, str] = {}
    confirmed: set[str] = set()
    cognito._UNSIGNED_IDP_ACTIONS.add("ConfirmDevice")

    def build_auth_result(pool_id, client_id, user, *args, origin_jti="", scope=None, **kwargs):
        remembers = (cognito._user_pools.get(pool_id) or {}).get("DeviceConfiguration")
        if not remembers or origin_jti or scope is not None:
            return build(pool_id, client_id, user, *args, origin_jti=origin_jti, scope=scope, **kwargs)
        origin_jti = str(uuid.uuid4())
        user.setdefault("_origin_jtis", []).append(origin_jti)
        device_of[origin_jti] = f"{cognito._pool_region(pool_id)}_{uuid.uuid4()}"
        result = build(pool_id, client_id, user, *args, origin_jti=origin_jti, **kwargs)
        return {**result, "NewDeviceMetadata": {"DeviceKey": device_of[origin_jti], "DeviceGroupKey": "-local"}}

    def signed_jwt(claims, *args, **kwargs):
        device = device_of.get(claims.get("origin_jti"))
        if device is not None and claims.get("token_use") == "access":
            claims = {**claims, "device_key": device}
        return sign(claims, *args, **kwargs)

    def confirm_device(data):
        device = cognito._token_claims(data.get("AccessToken", "")).get("device_key")
        if device is None or device != data.get("DeviceKey"):
            return cognito.error_response_json("ResourceNotFoundException", "Device does not exist.", 400)
        confirmed.add(device)
        return cognito.json_response({"UserConfirmationNecessary": False})

    async def dispatch_idp(action, data):
        if action != "ConfirmDevice":
            return await dispatch(action, data)
        return await cognito.run_reentrant(cognito._run_idp_handler, confirm_device, action, data)

    def of_its_device(operate, read):
        def operation(data):
            refresh_token, device_key = read(data)
            device = device_of.get(cognito._token_claims(refresh_token).get("origin_jti"))
            if device in confirmed and device_key != device:
                return cognito.error_response_json("NotAuthorizedException", "Invalid Refresh Token.", 400)
            return operate(data)

        return operation

    def in_auth_parameters(data):
        parameters = data.get("AuthParameters") or {}
        return parameters.get("REFRESH_TOKEN", ""), parameters.get("DEVICE_KEY")

    cognito._build_auth_result = build_auth_result
    cognito._signed_jwt = signed_jwt
    cognito._dispatch_idp = dispatch_idp
    cognito._get_tokens_from_refresh_token = of_its_device(
        refresh, lambda data: (data.get("RefreshToken", ""), data.get("DeviceKey"))
    )
    cognito._initiate_auth = of_its_device(initiate, in_auth_parameters)
