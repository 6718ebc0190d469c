package io.nova.manager.objectstore.policy;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.nova.model.BucketName;
import io.nova.model.InvalidParameterException;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

class PolicyReaderTest {

    private static final BucketName BUCKET = new BucketName("bucket");

    /** What is wrong, and a document with that: P, A and R stand for a good field each. */
    private static final String WRONG =
            """
            Policies must be valid JSON | <Policy/>
            Policies must be valid JSON | []
            Policies must be valid JSON | "Statement"
            Policies must be valid JSON |  {"Statement":[]}x
            Policies must be valid JSON | {"Version":"2012-10-17","Version":"2012-10-17"}
            Missing required field Statement | {"Version":"2012-10-17"}
            Statement is empty | {"Statement":[]}
            Statement is empty | {"Statement":{}}
            Invalid policy syntax | {"Statement":["x"]}
            valid version string | {"Version":"2020-01-01","Statement":[{"Effect":"Allow",P,A,R}]}
            Unknown field Statements | {"Statements":[]}
            Unknown field Actions | {"Statement":[{"Effect":"Allow",P,A,R,"Actions":"x"}]}
            Missing required field Effect | {"Statement":[{P,A,R}]}
            Invalid effect: Alow | {"Statement":[{"Effect":"Alow",P,A,R}]}
            Missing required field Principal | {"Statement":[{"Effect":"Allow",A,R}]}
            Missing required field Action | {"Statement":[{"Effect":"Allow",P,R}]}
            Missing required field Resource | {"Statement":[{"Effect":"Allow",P,A}]}
            Missing required field Action cannot be empty! | {"Statement":[{"Effect":"Allow",P,"Action":[],R}]}
            must not have both Action and NotAction | {"Statement":[{"Effect":"Deny",P,A,"NotAction":"s3:PutObject",R}]}
            Allow with NotPrincipal is not allowed. | {"Statement":[{"Effect":"Allow","NotPrincipal":{"AWS":"222222222222"},A,R}]}
            Invalid principal in policy | {"Statement":[{"Effect":"Allow","Principal":"222222222222",A,R}]}
            Invalid principal in policy | {"Statement":[{"Effect":"Allow","Principal":{},A,R}]}
            Invalid principal in policy | {"Statement":[{"Effect":"Allow","Principal":{"AWS":"bob"},A,R}]}
            Invalid principal in policy | {"Statement":[{"Effect":"Allow","Principal":{"AWS":"arn:aws:iam::222222222222:user/*"},A,R}]}
            Invalid principal in policy | {"Statement":[{"Effect":"Allow","Principal":{"AWS":"arn:aws:iam::222222222222:role/r"},A,R}]}
            Invalid principal in policy | {"Statement":[{"Effect":"Allow","Principal":{"Federated":"x"},A,R}]}
            Invalid principal in policy | {"Statement":[{"Effect":"Allow","Principal":{"CanonicalUser":"x"},A,R}]}
            Policy has invalid action | {"Statement":[{"Effect":"Allow",P,"Action":"s3:FlyObject",R}]}
            Policy has invalid action | {"Statement":[{"Effect":"Allow",P,"Action":"ec2:RunInstances",R}]}
            Policy has invalid resource | {"Statement":[{"Effect":"Allow",P,A,"Resource":"arn:aws:s3:::other/*"}]}
            Policy has invalid resource | {"Statement":[{"Effect":"Allow",P,A,"Resource":"bucket/*"}]}
            Policy has invalid resource | {"Statement":[{"Effect":"Allow",P,A,"Resource":"arn:aws:s3:::bucket/"}]}
            Action does not apply | {"Statement":[{"Effect":"Allow",P,"Action":["s3:GetObject","s3:ListBucket"],R}]}
            Action does not apply | {"Statement":[{"Effect":"Allow",P,A,"Resource":"arn:aws:s3:::bucket"}]}
            Invalid Condition type : StringSame | {"Statement":[{"Effect":"Allow",P,A,R,"Condition":{"StringSame":{"aws:UserId":"x"}}}]}
            Invalid Condition type : NullIfExists | {"Statement":[{"Effect":"Allow",P,A,R,"Condition":{"NullIfExists":{"aws:UserId":"true"}}}]}
            invalid condition key | {"Statement":[{"Effect":"Allow",P,A,R,"Condition":{"StringEquals":{"aws:Moon":"x"}}}]}
            invalid condition key | {"Statement":[{"Effect":"Allow",P,A,R,"Condition":{"NumericLessThan":{"s3:TlsVersion":1.2}}}]}
            invalid condition key | {"Statement":[{"Effect":"Allow",P,A,R,"Condition":{"StringEquals":{"s3:ExistingObjectTag/":"x"}}}]}
            Conditions do not apply | {"Statement":[{"Effect":"Allow",P,A,R,"Condition":{"StringEquals":{"s3:prefix":"x"}}}]}
            Invalid policy syntax | {"Statement":[{"Effect":"Allow",P,A,R,"Condition":"x"}]}
            Invalid policy syntax | {"Statement":[{"Effect":"Allow",P,A,R,"Condition":{"Bool":{}}}]}
            cannot be empty! | {"Statement":[{"Effect":"Allow",P,A,R,"Condition":{"Bool":{"aws:SecureTransport":[]}}}]}
            Invalid Boolean: maybe | {"Statement":[{"Effect":"Allow",P,A,R,"Condition":{"Bool":{"aws:SecureTransport":"maybe"}}}]}
            Invalid IP: 1.2.3 | {"Statement":[{"Effect":"Allow",P,A,R,"Condition":{"IpAddress":{"aws:SourceIp":"1.2.3"}}}]}
            Invalid IP: 1.2.3.4/33 | {"Statement":[{"Effect":"Allow",P,A,R,"Condition":{"IpAddress":{"aws:SourceIp":"1.2.3.4/33"}}}]}
            Invalid IP: a.example | {"Statement":[{"Effect":"Allow",P,A,R,"Condition":{"IpAddress":{"aws:SourceIp":"a.example"}}}]}
            Invalid number: x | {"Statement":[{"Effect":"Allow",P,A,R,"Condition":{"NumericEquals":{"s3:signatureAge":"x"}}}]}
            Invalid date: x | {"Statement":[{"Effect":"Allow",P,A,R,"Condition":{"DateEquals":{"aws:CurrentTime":"x"}}}]}
            Invalid policy variable | {"Version":"2012-10-17","Statement":[{"Effect":"Allow",P,A,"Resource":"arn:aws:s3:::bucket/${x"}]}
            must be unique | {"Statement":[{"Sid":"1","Effect":"Allow",P,A,R},{"Sid":"1","Effect":"Deny",P,A,R}]}
            """;

    @ParameterizedTest(name = "{0}: {1}")
    @MethodSource("wrongs")
    void refuses(String message, String document) {
        refused(message, document);
    }

    static Stream<Arguments> wrongs() {
        return WRONG.lines()
                .map(line -> line.split(" \\| ", 2))
                .map(
                        cells ->
                                Arguments.of(
                                        cells[0],
                                        cells[1].replace(",P,", ",\"Principal\":\"*\",")
                                                .replace("{P,", "{\"Principal\":\"*\",")
                                                .replace(",A,", ",\"Action\":\"s3:GetObject\",")
                                                .replace(",A}", ",\"Action\":\"s3:GetObject\"}")
                                                .replace(
                                                        ",R",
                                                        ",\"Resource\":\"arn:aws:s3:::bucket/*\"")));
    }

    static void refused(String message, String document) {
        InvalidParameterException refusal =
                assertThrows(
                        InvalidParameterException.class, () -> PolicyReader.read(BUCKET, document));
        assertEquals("Policy", refusal.id());
        assertEquals(InvalidParameterException.Problem.MALFORMED, refusal.problem());
        assertTrue(String.valueOf(refusal.getMessage()).contains(message), refusal.getMessage());
    }

    @Test
    void refusesWhatIsTooLong() {
        String document =
                "{\"Statement\":{\"Sid\":\"%s\",\"Effect\":\"Allow\",\"Principal\":\"*\","
                        + "\"Action\":\"s3:GetObject\",\"Resource\":\"arn:aws:s3:::bucket/*\"}}";
        int room = PolicyReader.LONGEST - document.length() + 2;
        assertEquals(
                1,
                PolicyReader.read(BUCKET, document.formatted("x".repeat(room)))
                        .statements()
                        .size());
        refused("maximum allowed document size", document.formatted("x".repeat(room + 1)));
        refused("Policies must be valid JSON", "[".repeat(10_000));
    }
}
