package io.nova.frontend.s3;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.util.Base64;

/** The opaque texts by which a listing goes on. */
final class Tokens {

    private Tokens() {}

    static String encode(String position) {
        return Base64.getUrlEncoder().withoutPadding().encodeToString(position.getBytes(UTF_8));
    }

    static String decode(String token) {
        try {
            return new String(Base64.getUrlDecoder().decode(token), UTF_8);
        } catch (IllegalArgumentException e) {
            throw new S3Fault(
                    S3Code.InvalidArgument, "The continuation token provided is incorrect");
        }
    }
}
