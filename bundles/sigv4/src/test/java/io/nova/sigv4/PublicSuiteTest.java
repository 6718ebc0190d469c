package io.nova.sigv4;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assumptions.assumeFalse;

import io.nova.model.AccessKeyId;
import io.nova.model.Secret;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** The public test suite, as a server sees it and as a client signs it. */
class PublicSuiteTest {

    private static final Secret SECRET = Secret.of("wJalrXUtnFEMI/K7MDENG+bPxRfiCYEXAMPLEKEY");
    private static final CredentialScope SCOPE =
            new CredentialScope("20150830", "us-east-1", "service");
    private static final SigningKey KEY = SigningKey.derive(SECRET, SCOPE);
    private static final Instant NOW = AmzDate.parse("20150830T123600Z").orElseThrow();

    @Test
    void hasAllItsCases() {
        assertEquals(34, SuiteCase.all().count());
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("io.nova.sigv4.SuiteCase#all")
    void aServerComputesTheSignatureThatTheRequestCarries(SuiteCase given) {
        CanonicalRequest canonical =
                CanonicalRequest.of(
                        given.head("sreq"),
                        given.signedHeaders(),
                        PayloadHash.of(given.body().getBytes(UTF_8)),
                        SCOPE.service());
        assertEquals(given.text("creq"), canonical.text());
        StringToSign string = StringToSign.of("20150830T123600Z", SCOPE, canonical);
        assertEquals(given.text("sts"), string.text());
        assertEquals(signature(given), KEY.signHex(string));
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("io.nova.sigv4.SuiteCase#all")
    void aClientSignsTheRequestInTheSameWay(SuiteCase given) {
        assumeFalse(given.name().equals("get-vanilla-with-session-token"), "its .req has no token");
        SigV4Signer signer =
                new SigV4Signer(new AccessKeyId("AKIDEXAMPLE"), SECRET, "us-east-1", "service");
        List<Header> added =
                signer.sign(given.head("req"), PayloadHash.of(given.body().getBytes(UTF_8)), NOW);
        assertEquals(List.of(new Header("Authorization", given.text("authz"))), added);
    }

    private static String signature(SuiteCase given) {
        String authorization = given.text("authz");
        return authorization.substring(authorization.indexOf("Signature=") + 10);
    }
}
