"""Starts the local cloud (ministack) and puts right where it differs from AWS, as far as a sign-out meets it.

Usage: start.py FOLDER, with GATEWAY_PORT in the environment. Runs in the foreground until it is killed.
FOLDER gets the certificate (server.crt), its key, and whatever the engine writes.

Each difference is named where it is put right, in the files of differences beside this one. The infrastructure and
the functions know nothing of them.
"""

import os
import sys
from pathlib import Path

import appsync_differences
import cognito_client_differences
import cognito_device_differences
import cognito_metadata_differences
import cognito_refresh_differences
import cognito_sign_out_differences
import cognito_token_differences
import cognito_trigger_differences
import service_differences
from certificate import make_certificate


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
        # Cognito calls the identity providers of its pools. Those that AWS calls have a certificate that everybody trusts; one that
        # a test plays here has the engine's.
        "SSL_CERT_FILE": str(certificate_path),
        # Signatures and IAM policies are checked.
        "AUTH": "true",
        "IOT_MTLS_ENABLED": "0",
        # AWS serves every API at a host of its own, under which its connections are managed. The engine's functions can't
        # resolve such hosts; here the same APIs are paths: functions inherit the SDKs' own variable for where that is.
        "AWS_ENDPOINT_URL_APIGATEWAYMANAGEMENTAPI": f"https://localhost:{os.environ['GATEWAY_PORT']}/_aws/execute-api",
    }


def keep_to_one_port(app) -> None:
    """AWS is not on this machine. The engine would open port 443 as well, where it may."""
    app._port_is_bindable = lambda host, port: False


def main() -> None:
    configure(Path(sys.argv[1]).resolve())
    del sys.argv[1:]
    from ministack import app
    from ministack.core import appsync_graphql, iam_actions
    from ministack.services import apigateway, appsync, cloudformation, cognito, eventbridge, lambda_svc
    from ministack.services.cloudformation import provisioners

    keep_to_one_port(app)
    cognito_token_differences.refuse_the_keys_of_updated_issuers(app)
    # Each wraps those before it.
    cognito_token_differences.leave_out_sessions_where_revocation_is_off(cognito)
    cognito_token_differences.keep_auth_time_over_refresh(cognito)
    cognito_token_differences.strip_machine_tokens(cognito)
    cognito_token_differences.make_refresh_tokens_opaque(cognito)
    cognito_refresh_differences.let_refresh_tokens_expire(cognito)
    cognito_refresh_differences.rotate_refresh_tokens(cognito, provisioners)
    cognito_refresh_differences.revoke_only_living_refresh_tokens(cognito)
    cognito_device_differences.remember_devices(cognito)
    cognito_refresh_differences.ask_clients_of_refresh_tokens_who_they_are(cognito)
    cognito_trigger_differences.fail_with_the_pre_token_trigger(cognito, lambda_svc)
    cognito_sign_out_differences.know_users_by_their_sub(cognito)
    cognito_sign_out_differences.end_whole_seconds(cognito)
    cognito_client_differences.reset_omitted_client_settings(cognito, provisioners)
    cognito_metadata_differences.publish_what_there_is(cognito)
    service_differences.find_stacks_by_resource(cloudformation)
    service_differences.let_http_authorizers_answer_401(apigateway)
    service_differences.let_websocket_authorizers_throw_401(apigateway, lambda_svc)
    service_differences.answer_subprotocols(apigateway)
    service_differences.honour_cors_from_cloudformation(apigateway)
    service_differences.retry_what_rules_deliver(eventbridge, lambda_svc)
    service_differences.take_saved_queries(provisioners)
    service_differences.let_batches_need_no_rights_of_their_own(iam_actions)
    service_differences.put_http_apis_where_they_are(provisioners, os.environ["GATEWAY_PORT"])
    appsync_differences.put_appsync_where_it_is(provisioners, os.environ["GATEWAY_PORT"])
    appsync_differences.honour_the_iam_mode_of_fields(appsync, appsync_graphql)
    app.main()


main()
