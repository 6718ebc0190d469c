package io.nova.frontend.aws;

import io.nova.model.AuthenticationFailedException;
import io.nova.model.AuthenticationFailedException.Reason;

/** The ways to refuse a request. */
final class Refusal {

    private Refusal() {}

    static AuthenticationFailedException missing() {
        return new AuthenticationFailedException(
                Reason.MISSING, "", "The request is not signed: it has no authentication token.");
    }

    static AuthenticationFailedException malformed(String what) {
        return new AuthenticationFailedException(Reason.MALFORMED, "", what);
    }

    static AuthenticationFailedException skewed(String key) {
        return new AuthenticationFailedException(
                Reason.SKEWED,
                key,
                "The difference between the request time and the server's time is too large.");
    }

    static AuthenticationFailedException expired(String key) {
        return new AuthenticationFailedException(Reason.EXPIRED, key, "Request has expired.");
    }

    static AuthenticationFailedException unknown(String key) {
        return new AuthenticationFailedException(
                Reason.UNKNOWN_KEY,
                key,
                "The access key ID you provided does not exist in our records.");
    }

    static AuthenticationFailedException mismatch(String key) {
        return new AuthenticationFailedException(
                Reason.SIGNATURE_MISMATCH,
                key,
                "The request signature we calculated does not match the signature you provided."
                        + " Check your secret access key and signing method.");
    }
}
