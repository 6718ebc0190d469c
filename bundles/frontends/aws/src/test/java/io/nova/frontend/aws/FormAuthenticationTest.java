package io.nova.frontend.aws;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import io.nova.model.AuthenticationFailedException;
import io.nova.model.AuthenticationFailedException.Reason;
import io.nova.model.Secret;
import io.nova.sigv4.SigV2;
import io.nova.sigv4.StringToSign;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Forms that browsers send, with a signed policy in them. */
class FormAuthenticationTest {

    /** The example of AWS's documentation, with the signature that stands there. */
    private static final String POLICY =
            "eyAiZXhwaXJhdGlvbiI6ICIyMDE1LTEyLTMwVDEyOjAwOjAwLjAwMFoiLA0KICAiY29uZGl0aW9ucyI6IFsN"
                    + "CiAgICB7ImJ1Y2tldCI6ICJzaWd2NGV4YW1wbGVidWNrZXQifSwNCiAgICBbInN0YXJ0cy13aXRo"
                    + "IiwgIiRrZXkiLCAidXNlci91c2VyMS8iXSwNCiAgICB7ImFjbCI6ICJwdWJsaWMtcmVhZCJ9LA0K"
                    + "ICAgIHsic3VjY2Vzc19hY3Rpb25fcmVkaXJlY3QiOiAiaHR0cDovL3NpZ3Y0ZXhhbXBsZWJ1Y2tl"
                    + "dC5zMy5hbWF6b25hd3MuY29tL3N1Y2Nlc3NmdWxfdXBsb2FkLmh0bWwifSwNCiAgICBbInN0YXJ0"
                    + "cy13aXRoIiwgIiRDb250ZW50LVR5cGUiLCAiaW1hZ2UvIl0sDQogICAgeyJ4LWFtei1tZXRhLXV1"
                    + "aWQiOiAiMTQzNjUxMjM2NTEyNzQifSwNCiAgICB7IngtYW16LXNlcnZlci1zaWRlLWVuY3J5cHRp"
                    + "b24iOiAiQUVTMjU2In0sDQogICAgWyJzdGFydHMtd2l0aCIsICIkeC1hbXotbWV0YS10YWciLCAi"
                    + "Il0sDQoNCiAgICB7IngtYW16LWNyZWRlbnRpYWwiOiAiQUtJQUlPU0ZPRE5ON0VYQU1QTEUvMjAx"
                    + "NTEyMjkvdXMtZWFzdC0xL3MzL2F3czRfcmVxdWVzdCJ9LA0KICAgIHsieC1hbXotYWxnb3JpdGht"
                    + "IjogIkFXUzQtSE1BQy1TSEEyNTYifSwNCiAgICB7IngtYW16LWRhdGUiOiAiMjAxNTEyMjlUMDAw"
                    + "MDAwWiIgfQ0KICBdDQp9";

    private static final Map<String, String> FOUR =
            Map.of(
                    "policy", POLICY,
                    "x-amz-algorithm", "AWS4-HMAC-SHA256",
                    "x-amz-credential", "AKIAIOSFODNN7EXAMPLE/20151229/us-east-1/s3/aws4_request",
                    "x-amz-date", "20151229T000000Z",
                    "x-amz-signature",
                            "8afdbf4008c03f22c2cd3cdb72e4afbb1f6a588f3255ac628749a66d7f09699e");

    private final TestKeys keys = new TestKeys();

    private Optional<String> ask(Map<String, String> fields, Duration age) {
        Instant now = Instant.parse("2015-12-29T00:00:00Z").plus(age);
        return new SignatureAuthenticator(keys, Clock.fixed(now, ZoneOffset.UTC))
                .form(fields)
                .map(caller -> caller.user().value());
    }

    private AuthenticationFailedException refused(Map<String, String> fields, Duration age) {
        return assertThrows(AuthenticationFailedException.class, () -> ask(fields, age));
    }

    private static Map<String, String> two() {
        String signature =
                SigV2.signBase64(
                        TestKeys.SECRET, SigV2.Algorithm.HMAC_SHA1, new StringToSign("cG9saWN5"));
        return Map.of(
                "policy",
                "cG9saWN5",
                "awsaccesskeyid",
                TestKeys.KEY.value(),
                "signature",
                signature);
    }

    private static Map<String, String> with(Map<String, String> fields, String name, String value) {
        Map<String, String> changed = new HashMap<>(fields);
        if (value.equals("-")) {
            changed.remove(name);
        } else {
            changed.put(name, value);
        }
        return changed;
    }

    @Test
    void takesVersionFour() {
        assertEquals(Optional.of("alice"), ask(FOUR, Duration.ZERO));
    }

    @Test
    void takesVersionTwoAtAnyTime() {
        assertEquals(Optional.of("alice"), ask(two(), Duration.ofDays(3000)));
    }

    @Test
    void aFormWithoutAPolicyIsNobodys() {
        assertEquals(Optional.empty(), ask(Map.of("key", "k", "acl", "private"), Duration.ZERO));
    }

    @Test
    void aSignatureOfVersionFourIsGoodForAWeek() {
        assertEquals(Optional.of("alice"), ask(FOUR, Duration.ofDays(7)));
        assertEquals(Reason.EXPIRED, refused(FOUR, Duration.ofDays(7).plusSeconds(1)).reason());
        assertEquals(Reason.NOT_YET_VALID, refused(FOUR, Duration.ofMinutes(-16)).reason());
    }

    @ParameterizedTest(name = "{0}={1}")
    @CsvSource({
        "policy, -, FORM_FIELD, policy",
        "policy, cG9saWN5, SIGNATURE_MISMATCH, ''",
        "x-amz-algorithm, -, FORM_FIELD, X-Amz-Algorithm",
        "x-amz-algorithm, AWS4-HMAC-MD5, FORM_FIELD, X-Amz-Algorithm",
        "x-amz-credential, -, FORM_FIELD, X-Amz-Credential",
        "x-amz-credential, AKIAIOSFODNN7EXAMPLE, FORM_FIELD, X-Amz-Credential",
        "x-amz-credential, k/20151229/us-east-1/s3/aws4_request, UNKNOWN_KEY, ''",
        "x-amz-credential, k/20151229/us-east-1/ec2/aws4_request, FORM_FIELD, X-Amz-Credential",
        "x-amz-credential, k/20151230/us-east-1/s3/aws4_request, FORM_FIELD, X-Amz-Credential",
        "x-amz-date, -, FORM_FIELD, X-Amz-Date",
        "x-amz-date, 2015-12-29, FORM_FIELD, X-Amz-Date",
        "x-amz-signature, -, FORM_FIELD, X-Amz-Signature",
        "x-amz-signature, 00, SIGNATURE_MISMATCH, ''",
        "x-amz-signature, none, SIGNATURE_MISMATCH, ''",
        "x-amz-security-token, t, BAD_TOKEN, ''",
        "signature, AAAA, TWO_WAYS, X-Amz-Algorithm",
    })
    void whatIsWrongWithVersionFourIsTold(
            String name, String value, Reason reason, String argument) {
        AuthenticationFailedException fault = refused(with(FOUR, name, value), Duration.ZERO);
        assertEquals(reason, fault.reason());
        assertEquals(argument, fault.details().getOrDefault("ArgumentName", ""));
    }

    @ParameterizedTest(name = "{0}={1}")
    @CsvSource({
        "policy, -, FORM_FIELD",
        "policy, cG9saWN6, SIGNATURE_MISMATCH",
        "awsaccesskeyid, -, FORM_FIELD",
        "awsaccesskeyid, nobody, UNKNOWN_KEY",
        "signature, -, FORM_FIELD",
        "signature, AAAA, SIGNATURE_MISMATCH",
    })
    void whatIsWrongWithVersionTwoIsTold(String name, String value, Reason reason) {
        assertEquals(reason, refused(with(two(), name, value), Duration.ZERO).reason());
    }

    @Test
    void aPolicyThatNobodySignedIsNotTaken() {
        assertEquals(Reason.FORM_FIELD, refused(Map.of("policy", "x"), Duration.ZERO).reason());
    }

    @Test
    void anotherSecretDoesNotProve() {
        keys.put(TestKeys.KEY, Secret.of("another"));
        assertEquals(Reason.SIGNATURE_MISMATCH, refused(FOUR, Duration.ZERO).reason());
    }
}
