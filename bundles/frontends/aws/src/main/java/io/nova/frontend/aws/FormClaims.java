package io.nova.frontend.aws;

import io.nova.frontend.aws.V4Fields.Credential;
import io.nova.sigv4.AmzDate;
import io.nova.sigv4.SigV2.Algorithm;
import io.nova.sigv4.StringToSign;
import java.time.Duration;
import java.time.Instant;
import java.util.HexFormat;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;

/**
 * Reads claims from the fields of a form: what is signed is its policy, as it stands there.
 *
 * @param window in which a signature of Version 4 is good; of Version 2 the policy alone says it
 */
record FormClaims(Window window) {

    private static final String POLICY = "policy";
    private static final String TOKEN = "x-amz-security-token";
    private static final String V4_ALGORITHM = "X-Amz-Algorithm";
    private static final String V4_CREDENTIAL = "X-Amz-Credential";
    private static final String V4_DATE = "X-Amz-Date";
    private static final String V4_SIGNATURE = "X-Amz-Signature";
    private static final String V2_KEY = "AWSAccessKeyId";
    private static final String V2_SIGNATURE = "Signature";

    /** As long as a signing key is good for at most. */
    private static final Duration LONGEST = Duration.ofDays(7);

    /**
     * Finds the claim, from any trace of it.
     *
     * @param fields by their names in lower case
     */
    Optional<Claim> find(Map<String, String> fields) {
        boolean four = has(fields, V4_ALGORITHM, V4_CREDENTIAL, V4_SIGNATURE);
        boolean two = has(fields, V2_KEY, V2_SIGNATURE);
        if (!four && !two && !fields.containsKey(POLICY)) {
            return Optional.empty();
        }
        if (four && two) {
            throw Refusal.twoWays(V4_ALGORITHM, StringToSign.ALGORITHM);
        }
        if (fields.containsKey(TOKEN)) {
            throw Refusal.token();
        }
        return Optional.of(four ? versionFour(fields) : versionTwo(fields));
    }

    private static boolean has(Map<String, String> fields, String... names) {
        for (String name : names) {
            if (fields.containsKey(name.toLowerCase(Locale.ROOT))) {
                return true;
            }
        }
        return false;
    }

    private static String field(Map<String, String> fields, String name) {
        return Optional.ofNullable(fields.get(name.toLowerCase(Locale.ROOT)))
                .orElseThrow(() -> Refusal.fieldMissing(name));
    }

    private Claim.Policy versionFour(Map<String, String> fields) {
        String policy = field(fields, POLICY);
        String algorithm = field(fields, V4_ALGORITHM);
        String credentialText = field(fields, V4_CREDENTIAL);
        String amzDate = field(fields, V4_DATE);
        String signature = field(fields, V4_SIGNATURE);
        if (!algorithm.equals(StringToSign.ALGORITHM)) {
            throw Refusal.field(
                    V4_ALGORITHM,
                    algorithm,
                    V4_ALGORITHM + " only supports \"" + StringToSign.ALGORITHM + "\"");
        }
        Instant time =
                AmzDate.parse(amzDate)
                        .orElseThrow(
                                () ->
                                        Refusal.field(
                                                V4_DATE,
                                                amzDate,
                                                V4_DATE
                                                        + " must be in the ISO8601 Long Format"
                                                        + " \"yyyyMMdd'T'HHmmss'Z'\""));
        Credential credential =
                new V4Fields(what -> Refusal.field(V4_CREDENTIAL, credentialText, what))
                        .credential(credentialText, amzDate, "s3"::equals);
        window.requireBetween(time, time.plus(LONGEST), credential.accessKey());
        return new Claim.Policy(
                credential.accessKey(),
                credential.scope(),
                new StringToSign(policy),
                hex(signature, credential.accessKey()));
    }

    private static Bytes hex(String signature, String key) {
        try {
            return new Bytes(HexFormat.of().parseHex(signature));
        } catch (IllegalArgumentException e) {
            throw Refusal.mismatch(key, signature);
        }
    }

    private static Claim.V2 versionTwo(Map<String, String> fields) {
        String key = field(fields, V2_KEY);
        String policy = field(fields, POLICY);
        String signature = field(fields, V2_SIGNATURE);
        return new Claim.V2(
                key,
                Algorithm.HMAC_SHA1,
                List.of(new StringToSign(policy)),
                V2Claims.signature(signature, key));
    }
}
