package io.nova.frontend.s3;

import static io.nova.frontend.s3.S3Asker.assertHas;
import static io.nova.frontend.s3.S3Asker.element;
import static io.nova.frontend.s3.S3Asker.header;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.net.http.HttpResponse;
import java.time.Duration;
import java.time.Instant;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The lifecycle of a bucket: its document, and what is said and done by it. */
class S3LifecycleTest {

    private static final String TARGET = "/b00?lifecycle";

    private final S3Cloud cloud = new S3Cloud();
    private final S3Asker owner = new S3Asker(cloud, S3Cloud.KEY);
    private final S3Asker other = new S3Asker(cloud, S3Cloud.OTHER_KEY);

    @BeforeEach
    void makeBucket() throws Exception {
        owner.ok("PUT", "/b00", "");
    }

    @AfterEach
    void end() {
        cloud.close();
    }

    private static String document(String... rules) {
        return "<LifecycleConfiguration>" + String.join("", rules) + "</LifecycleConfiguration>";
    }

    private static String rule(String content) {
        return "<Rule>" + content + "</Rule>";
    }

    @Test
    void isReadBackAsItWasPut() throws Exception {
        owner.refused(404, "NoSuchLifecycleConfiguration", "GET", TARGET, "");
        String one =
                rule(
                        "<ID>one</ID><Prefix>log/</Prefix><Status>Enabled</Status>"
                                + "<Expiration><Days>3</Days></Expiration>");
        String two =
                rule(
                        "<ID>two</ID><Filter><And><Prefix>a</Prefix><Tag><Key>k</Key>"
                                + "<Value>v</Value></Tag><ObjectSizeGreaterThan>5"
                                + "</ObjectSizeGreaterThan></And></Filter><Status>Disabled</Status>"
                                + "<Expiration><Date>2026-01-01T00:00:00.000Z</Date></Expiration>"
                                + "<NoncurrentVersionExpiration><NoncurrentDays>4</NoncurrentDays>"
                                + "<NewerNoncurrentVersions>2</NewerNoncurrentVersions>"
                                + "</NoncurrentVersionExpiration>");
        String three =
                rule(
                        "<ID>three</ID><Filter></Filter><Status>Enabled</Status><Expiration>"
                                + "<ExpiredObjectDeleteMarker>true</ExpiredObjectDeleteMarker>"
                                + "</Expiration><AbortIncompleteMultipartUpload>"
                                + "<DaysAfterInitiation>7</DaysAfterInitiation>"
                                + "</AbortIncompleteMultipartUpload>");
        owner.ok("PUT", TARGET, document(one, two, three));
        assertHas(owner.ok("GET", TARGET, ""), one + two + three);
        owner.ok(
                "PUT",
                TARGET,
                document(
                        rule(
                                "<Filter/><Status>Enabled</Status><Expiration><Days>1</Days>"
                                        + "</Expiration>")));
        assertTrue(!element(owner.ok("GET", TARGET, ""), "ID").isEmpty());
        other.refused(403, "AccessDenied", "GET", TARGET, "");
        other.refused(403, "AccessDenied", "PUT", TARGET, document(one));
        assertEquals(204, owner.send("DELETE", TARGET, "").statusCode());
        owner.refused(404, "NoSuchLifecycleConfiguration", "GET", TARGET, "");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            textBlock =
                    """
                    MalformedXML        | <Prefix/><Status>Enable</Status><Expiration><Days>1</Days></Expiration>
                    MalformedXML        | <Status>Enabled</Status><Expiration><Days>1</Days></Expiration>
                    MalformedXML        | <Prefix/><Filter/><Status>Enabled</Status><Expiration><Days>1</Days></Expiration>
                    MalformedXML        | <Filter><Prefix>a</Prefix><Tag><Key>k</Key><Value>v</Value></Tag></Filter><Status>Enabled</Status><Expiration><Days>1</Days></Expiration>
                    MalformedXML        | <Filter><And><Prefix>a</Prefix></And></Filter><Status>Enabled</Status><Expiration><Days>1</Days></Expiration>
                    MalformedXML        | <Prefix/><Status>Enabled</Status><Expiration><Days>1</Days><Date>2026-01-01T00:00:00Z</Date></Expiration>
                    MalformedXML        | <Prefix/><Status>Enabled</Status><Expiration/>
                    MalformedXML        | <Prefix/><Status>Enabled</Status><Expiration><Date>soon</Date></Expiration>
                    MalformedXML        | <Prefix/><Status>Enabled</Status><NoncurrentVersionExpiration/>
                    InvalidArgument     | <Prefix/><Status>Enabled</Status><Expiration><Days>0</Days></Expiration>
                    InvalidArgument     | <Prefix/><Status>Enabled</Status><Expiration><Date>2026-01-01T00:00:01Z</Date></Expiration>
                    InvalidArgument     | <Prefix/><Status>Enabled</Status><NoncurrentVersionExpiration><NoncurrentDays>-1</NoncurrentDays></NoncurrentVersionExpiration>
                    InvalidArgument     | <Prefix/><Status>Enabled</Status><AbortIncompleteMultipartUpload><DaysAfterInitiation>0</DaysAfterInitiation></AbortIncompleteMultipartUpload>
                    InvalidRequest      | <Prefix/><Status>Enabled</Status>
                    InvalidRequest      | <Filter><Tag><Key>k</Key><Value>v</Value></Tag></Filter><Status>Enabled</Status><AbortIncompleteMultipartUpload><DaysAfterInitiation>1</DaysAfterInitiation></AbortIncompleteMultipartUpload>
                    InvalidRequest      | <Filter><Tag><Key>k</Key><Value>v</Value></Tag></Filter><Status>Enabled</Status><Expiration><ExpiredObjectDeleteMarker>true</ExpiredObjectDeleteMarker></Expiration>
                    InvalidStorageClass | <Prefix/><Status>Enabled</Status><Transition><Days>1</Days><StorageClass>GLACIER</StorageClass></Transition>
                    InvalidTag          | <Filter><Tag><Key>aws:k</Key><Value>v</Value></Tag></Filter><Status>Enabled</Status><Expiration><Days>1</Days></Expiration>
                    """)
    void isRefusedIfItIsWrong(String code, String content) throws Exception {
        owner.refused(400, code, "PUT", TARGET, document(rule(content)));
        owner.refused(404, "NoSuchLifecycleConfiguration", "GET", TARGET, "");
    }

    @Test
    void isRefusedWithoutRulesOrWithTwoOfOneName() throws Exception {
        String plain = "<Prefix/><Status>Enabled</Status><Expiration><Days>1</Days></Expiration>";
        owner.refused(400, "MalformedXML", "PUT", TARGET, document());
        owner.refused(
                400,
                "InvalidArgument",
                "PUT",
                TARGET,
                document(rule("<ID>a</ID>" + plain), rule("<ID>a</ID>" + plain)));
        owner.refused(
                400,
                "InvalidArgument",
                "PUT",
                TARGET,
                document(rule("<ID>" + "a".repeat(256) + "</ID>" + plain)));
        StringBuilder many = new StringBuilder();
        for (int i = 0; i <= 1000; i++) {
            many.append(rule("<ID>rule " + i + "</ID>" + plain));
        }
        owner.refused(400, "MalformedXML", "PUT", TARGET, document(many.toString()));
        owner.ok("PUT", TARGET, document(many.substring(0, many.lastIndexOf("<Rule>"))));
    }

    @Test
    void isToldWithEachObjectThatExpires() throws Exception {
        owner.ok(
                "PUT",
                TARGET,
                document(
                        rule(
                                "<ID>ten days</ID><Filter><Prefix>t</Prefix></Filter>"
                                        + "<Status>Enabled</Status><Expiration><Days>10</Days>"
                                        + "</Expiration>")));
        String name = "x-amz-expiration";
        String put = header(owner.send("PUT", "/b00/t", "x"), name);
        assertHas(put, "expiry-date=\"", " 00:00:00 GMT\", rule-id=\"ten%20days\"");
        assertEquals(put, header(owner.send("GET", "/b00/t", ""), name));
        assertEquals(put, header(owner.send("HEAD", "/b00/t", ""), name));
        assertEquals("", header(owner.send("PUT", "/b00/u", "x"), name));
        assertEquals("", header(owner.send("GET", "/b00/u", ""), name));
    }

    @Test
    void isToldWithEachUploadThatIsGivenUp() throws Exception {
        owner.ok(
                "PUT",
                TARGET,
                document(
                        rule(
                                "<ID>a/b</ID><Filter><Prefix>t</Prefix></Filter>"
                                        + "<Status>Enabled</Status><AbortIncompleteMultipartUpload>"
                                        + "<DaysAfterInitiation>2</DaysAfterInitiation>"
                                        + "</AbortIncompleteMultipartUpload>")));
        HttpResponse<byte[]> begun = owner.send("POST", "/b00/t?uploads", "");
        String date = header(begun, "x-amz-abort-date");
        assertTrue(date.endsWith(" 00:00:00 GMT"), date);
        assertEquals("a%2Fb", header(begun, "x-amz-abort-rule-id"));
        String id = element(S3Asker.text(begun), "UploadId");
        HttpResponse<byte[]> parts = owner.send("GET", "/b00/t?uploadId=" + id, "");
        assertEquals(date, header(parts, "x-amz-abort-date"));
        assertEquals("", header(owner.send("POST", "/b00/u?uploads", ""), "x-amz-abort-date"));
    }

    @Test
    void letsObjectsGo() throws Exception {
        owner.ok("PUT", "/b00/goes", "x");
        owner.ok("PUT", "/b00/stays", "x");
        owner.ok(
                "PUT",
                TARGET,
                document(
                        rule(
                                "<Prefix>g</Prefix><Status>Enabled</Status><Expiration>"
                                        + "<Date>2020-01-01</Date></Expiration>")));
        Instant end = Instant.now().plus(Duration.ofSeconds(30));
        while (owner.send("GET", "/b00/goes", "").statusCode() == 200) {
            assertTrue(Instant.now().isBefore(end), "it is still there");
        }
        assertEquals("x", owner.ok("GET", "/b00/stays", ""));
    }
}
